import { z } from 'zod';

export interface NixPathInfo {
  readonly deriver: string | null;
  readonly narHash: string | null;
}

const info = z.object({ path: z.string().optional(), deriver: z.string().nullish(), narHash: z.string().nullish() });
/** A list until nix 2.18, an object with the paths as keys since 2.19. */
const document = z.union([z.array(info), z.record(z.string(), info.nullable())]);

/** What `nix path-info --json` says of a store path. */
export function readPathInfo(json: string, storePath: string): NixPathInfo {
  const said = document.parse(JSON.parse(json));
  const found = Array.isArray(said) ? said.find(({ path }) => path === storePath) : said[storePath];
  return { deriver: found?.deriver ?? null, narHash: found?.narHash ?? null };
}
