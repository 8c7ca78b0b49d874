import { join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../common/userError.ts';
import type { Profile } from '../image/profile.ts';
import type { DiskFile } from './diskArguments.ts';

export interface DiskFiles {
  /** Stands in for a boot disk. */
  readonly bootDiskFile?: DiskFile;
  /** In the order of `profile.disks`. */
  readonly diskFiles: readonly DiskFile[];
}

/**
 * Makes the disks of a profile in a folder: new ones, and overlays over existing ones, so that a run changes no image
 * that it was not told to change.
 *
 * Errors: UserError `environment` with qemu-img's own words.
 */
export async function makeDiskFiles(profile: Profile, folder: string): Promise<DiskFiles> {
  const diskFiles: DiskFile[] = [];
  for (const [index, disk] of profile.disks.entries()) {
    const path = join(folder, `disk${index}.qcow2`);
    if (disk.path === undefined) diskFiles.push(await create(path, ['-f', 'qcow2', path, `${disk.sizeMib ?? 0}M`]));
    else if (disk.writable === true) diskFiles.push({ path: disk.path, format: disk.format ?? 'raw' });
    else diskFiles.push(await create(path, overlay(path, { path: disk.path, format: disk.format ?? 'raw' })));
  }
  if (profile.source.kind !== 'disk') return { diskFiles };
  const path = join(folder, 'boot.qcow2');
  return { bootDiskFile: await create(path, overlay(path, profile.source)), diskFiles };
}

function overlay(path: string, backing: DiskFile): string[] {
  return ['-f', 'qcow2', '-F', backing.format, '-b', backing.path, path];
}

async function create(path: string, argv: readonly string[]): Promise<DiskFile> {
  const { exitCode, stderr } = await execa('qemu-img', ['create', '-q', ...argv], { reject: false, stdin: 'ignore' });
  if (exitCode !== 0) {
    const words = stderr.trim().split('\n').at(-1) ?? '';
    throw new UserError('environment', `The disk ${path} could not be made: ${words}.`);
  }
  return { path, format: 'qcow2' };
}
