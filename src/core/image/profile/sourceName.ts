import type { BootSource, NixSource } from './profile.ts';

/** What is booted, for people: a path, or what nix builds. */
export function sourceName(source: BootSource | NixSource): string {
  switch (source.kind) {
    case 'nix':
      return `nix build ${source.flake}`;
    case 'kernel':
      return source.kernel;
    case 'iso':
    case 'disk':
      return source.path;
  }
}
