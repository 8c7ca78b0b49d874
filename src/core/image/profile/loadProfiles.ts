import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { Probe, WaitWish } from '../../probes/probe.ts';
import { UserError } from '../../common/userError.ts';
import { identifyImage, type ImageIdentity } from '../identifyImage.ts';
import { parseProfiles } from './parseProfiles.ts';
import type { BootSource, Disk, Profile, ProfileToBuild } from './profile.ts';
import { profileDefaults } from './profileDefaults.ts';
import type { ProfileEntry } from './schema/profilesFileSchema.ts';
import type { ProbeEntry, WaitEntry } from './schema/questionSchemas.ts';

/** Where a workspace keeps its profiles. */
export const profilesFile = join('.vscode', 'boot-image.json');

/**
 * The profiles of a workspace folder, resolved: defaults filled in, paths absolute. None if there is no file. An image
 * that is missing or odd is no error here: preflight says so when it is to be booted.
 *
 * Errors: UserError: `usage` for a file that breaks its form, with the places; `environment` if it cannot be read.
 */
export async function loadProfiles(workspaceFolder: string): Promise<(Profile | ProfileToBuild)[]> {
  const file = join(workspaceFolder, profilesFile);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new UserError('environment', `The profiles cannot be read from ${file}: ${message}.`, {
      next: 'Give this user the right to read the file.',
      cause: error,
    });
  }
  return await Promise.all(parseProfiles(text, file).map(async (entry) => await resolved(entry, workspaceFolder)));
}

async function resolved(entry: ProfileEntry, folder: string): Promise<Profile | ProfileToBuild> {
  const { image, nix, kernel, initrd, commandLine, network, guestPorts, probes, waits, disks, ...rest } = entry;
  const defaults = profileDefaults();
  const identity = image === undefined ? undefined : await identityOf(absolute(image, folder));
  const isOnlyUefi = identity?.kind === 'iso' && !identity.firmwares.includes('bios');
  const profile = {
    ...defaults,
    firmware: isOnlyUefi ? 'uefi' : defaults.firmware,
    ...rest,
    network: { ...defaults.network, ...network },
    guestPorts: { ...defaults.guestPorts, ...guestPorts },
    probes: (probes ?? []).map(resolvedProbe),
    ...(waits === undefined ? {} : { waits: waits.map(resolvedWait) }),
    disks: await Promise.all((disks ?? []).map(async (disk) => await resolvedDisk(disk, folder))),
  };
  if (nix !== undefined) return { ...profile, source: { kind: 'nix', flake: nix, folder } };
  return { ...profile, source: bootSource({ image, identity, kernel, initrd, commandLine }, folder) };
}

interface NamedSource {
  readonly image: string | undefined;
  readonly identity: ImageIdentity | undefined;
  readonly kernel: string | undefined;
  readonly initrd: string | undefined;
  readonly commandLine: string | undefined;
}

/** Invariant: the schema has made sure that there is either an image or a kernel. */
function bootSource({ image, identity, kernel, initrd, commandLine }: NamedSource, folder: string): BootSource {
  if (image !== undefined && identity !== undefined) {
    const path = absolute(image, folder);
    return identity.kind === 'iso' ? { kind: 'iso', path } : { kind: 'disk', path, format: identity.format };
  }
  return {
    kind: 'kernel',
    kernel: absolute(kernel ?? '', folder),
    ...(initrd === undefined ? {} : { initrd: absolute(initrd, folder) }),
    ...(commandLine === undefined ? {} : { commandLine }),
  };
}

function resolvedProbe({ id, ...rest }: ProbeEntry): Probe {
  return { id, group: 'profile', title: id, timeoutMs: 15_000, ...rest };
}

function resolvedWait(entry: string | WaitEntry): string | WaitWish {
  return typeof entry === 'string' ? entry : { title: entry.id, timeoutMs: 60_000, ...entry };
}

async function resolvedDisk(disk: Disk, folder: string): Promise<Disk> {
  if (disk.path === undefined) return disk;
  const path = absolute(disk.path, folder);
  return { ...disk, path, format: disk.format ?? (await diskFormat(path)) };
}

/** By content; by name where the content cannot be had or says nothing. */
async function identityOf(path: string): Promise<ImageIdentity> {
  try {
    return await identifyImage(path);
  } catch {
    const extension = extname(path).toLowerCase();
    if (extension === '.qcow2') return { kind: 'disk', format: 'qcow2' };
    if (extension === '.img' || extension === '.raw') return { kind: 'disk', format: 'raw' };
    return { kind: 'iso', firmwares: ['bios', 'uefi'] };
  }
}

async function diskFormat(path: string): Promise<'raw' | 'qcow2'> {
  const identity = await identityOf(path);
  return identity.kind === 'disk' ? identity.format : 'raw';
}

function absolute(path: string, folder: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(folder, path);
}
