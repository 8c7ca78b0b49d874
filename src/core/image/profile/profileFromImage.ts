import { basename, resolve } from 'node:path';
import { UserError } from '../../common/userError.ts';
import { type ImageIdentity, identifyImage } from '../identifyImage.ts';
import type { BootSource, Disk, Profile } from './profile.ts';
import { profileDefaults } from './profileDefaults.ts';

/** What a person said beside the image. Paths may be relative to the working folder. */
export interface ProfileOverrides {
  /** Default: made of the image's file name. */
  readonly name?: string | undefined;
  /** With these the kernel is started directly, and the image, if there is one, is a disk of the VM. */
  readonly kernel?: string | undefined;
  readonly initrd?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly memoryMib?: number | undefined;
  readonly cpus?: number | undefined;
  readonly accelerator?: Profile['accelerator'] | undefined;
  readonly firmware?: Profile['firmware'] | undefined;
  readonly machine?: Profile['machine'] | undefined;
  readonly disks?: readonly Disk[] | undefined;
  readonly login?: Profile['login'] | undefined;
  readonly bootTimeoutMs?: number | undefined;
}

/**
 * A resolved profile for an image that has none.
 *
 * Errors: UserError: `usage` if neither an image nor a kernel is named; `environment` if the image cannot be read or is no
 * boot image.
 */
export async function profileFromImage(image: string | undefined, overrides: ProfileOverrides = {}): Promise<Profile> {
  const identity = image === undefined ? undefined : await identifyImage(resolve(image));
  const source = bootSource(image, identity, overrides);
  const { memoryMib, cpus, accelerator, firmware, machine, login, bootTimeoutMs } = overrides;
  const said = { memoryMib, cpus, accelerator, firmware, machine, login, bootTimeoutMs };
  const defaults = profileDefaults();
  return {
    ...defaults,
    firmware: onlyUefi(identity) ? 'uefi' : defaults.firmware,
    ...withoutUndefined(said),
    disks: [...imageAsDisk(image, identity, source), ...(overrides.disks ?? [])],
    name: overrides.name ?? profileName(image ?? overrides.kernel ?? 'image'),
    source,
  };
}

function bootSource(
  image: string | undefined,
  identity: ImageIdentity | undefined,
  { kernel, initrd, commandLine }: ProfileOverrides,
): BootSource {
  if (kernel !== undefined) {
    return {
      kind: 'kernel',
      kernel: resolve(kernel),
      ...(initrd === undefined ? {} : { initrd: resolve(initrd) }),
      ...(commandLine === undefined ? {} : { commandLine }),
    };
  }
  if (initrd !== undefined || commandLine !== undefined) {
    throw new UserError('usage', 'An initrd or a kernel command line was given without a kernel.', {
      next: 'Name the kernel too (--kernel PATH).',
    });
  }
  if (image === undefined || identity === undefined) {
    throw new UserError('usage', 'Nothing to boot was named.', {
      next: 'Name an image (--image PATH), a profile (--profile NAME) or a kernel (--kernel PATH).',
    });
  }
  const path = resolve(image);
  return identity.kind === 'iso' ? { kind: 'iso', path } : { kind: 'disk', path, format: identity.format };
}

function imageAsDisk(image: string | undefined, identity: ImageIdentity | undefined, source: BootSource): Disk[] {
  if (source.kind !== 'kernel' || image === undefined) return [];
  return [{ path: resolve(image), format: identity?.kind === 'disk' ? identity.format : 'raw' }];
}

function onlyUefi(identity: ImageIdentity | undefined): boolean {
  return identity?.kind === 'iso' && !identity.firmwares.includes('bios');
}

function withoutUndefined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Letters, digits and dashes, as they may stand in a folder's name. */
function profileName(path: string): string {
  const stem = basename(path).replace(/\.(iso|img|raw|qcow2)$/i, '');
  const name = stem
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'image' : name;
}
