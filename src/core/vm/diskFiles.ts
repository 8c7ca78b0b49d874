import { join } from 'node:path';
import { execa } from 'execa';
import { lastLine } from '../common/lastLine.ts';
import { UserError } from '../common/userError.ts';
import type { Disk, Profile } from '../image/profile/profile.ts';
import type { DiskFile } from './diskArguments.ts';

/** A file that a VM's disk is to be. */
export interface PlannedDisk {
  readonly file: DiskFile;
  /** What `qemu-img` is told in order to make it; absent: it is there already. */
  readonly create?: readonly string[];
}

/**
 * The disks of a profile as files of a folder: new ones, and overlays over existing ones, so that a run changes no image
 * that it was not told to change. Makes nothing.
 */
export function planDiskFiles(
  profile: Profile,
  folder: string,
): {
  /** Stands in for a boot disk. */
  readonly boot?: PlannedDisk;
  /** In the order of `profile.disks`. */
  readonly disks: readonly PlannedDisk[];
} {
  const disks = profile.disks.map((disk, index) => planDisk(disk, join(folder, `disk${String(index)}.qcow2`)));
  if (profile.source.kind !== 'disk') return { disks };
  const { path, format } = profile.source;
  return { boot: planDisk({ path, format }, join(folder, 'boot.qcow2')), disks };
}

/** @param path where a file goes that has to be made */
export function planDisk(disk: Disk, path: string): PlannedDisk {
  const file = { path, format: 'qcow2' } as const;
  if (disk.path === undefined) {
    return { file, create: ['create', '-q', '-f', 'qcow2', path, `${String(disk.sizeMib ?? 0)}M`] };
  }
  const format = disk.format ?? 'raw';
  if (disk.writable === true) return { file: { path: disk.path, format } };
  return { file, create: ['create', '-q', '-f', 'qcow2', '-F', format, '-b', disk.path, path] };
}

/** Errors: UserError `environment` with qemu-img's own words. */
export async function makeDiskFiles(profile: Profile, folder: string): Promise<void> {
  const { boot, disks } = planDiskFiles(profile, folder);
  for (const disk of boot === undefined ? disks : [boot, ...disks]) await makeDisk(disk);
}

/** Errors: UserError `environment` with qemu-img's own words. */
export async function makeDisk({ file, create }: PlannedDisk): Promise<DiskFile> {
  if (create === undefined) return file;
  const { exitCode, stderr } = await execa('qemu-img', create, { reject: false, stdin: 'ignore' });
  if (exitCode !== 0) {
    const words = lastLine(stderr);
    throw new UserError('environment', `The disk ${file.path} could not be made: ${words}.`);
  }
  return file;
}
