import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { removeOfDead } from '../../core/common/removeOfDead.ts';
import { messageOf } from '../../core/common/userError.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { VmFolder } from './vmFolder.ts';

/**
 * Makes the folder of a VM's disks, for this user alone: in the cache folder, since the runtime folder is mostly in the
 * memory (systemd gives it a tenth of it), and a link to it in the VM's folder. So all paths of a VM are below its folder,
 * and whoever removes that knows where the disks lie. Where the cache folder cannot be written, they are in the VM's folder.
 */
export function makeDisksFolder({ path, disks }: VmFolder, log: (line: string) => void): void {
  if (existsSync(disks)) return;
  const all = resolve(cacheFolder(), 'disks');
  const own = join(all, `${String(process.pid)}-${basename(path)}`);
  try {
    mkdirSync(all, { recursive: true, mode: 0o700 });
    // Of hosts whose VMs' folders are gone too, as when this machine is restarted.
    removeOfDead(all, /^(\d+)-/);
    rmSync(own, { recursive: true, force: true });
    rmSync(disks, { force: true });
    // First, so that there are never disks that no VM's folder leads to.
    symlinkSync(own, disks);
    mkdirSync(own, { mode: 0o700 });
  } catch (error) {
    log(`disks: they are in ${disks}, as they cannot be in ${all}: ${messageOf(error)}`);
    rmSync(disks, { force: true });
    mkdirSync(disks, { mode: 0o700 });
  }
}
