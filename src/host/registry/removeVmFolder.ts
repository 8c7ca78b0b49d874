import { rmSync } from 'node:fs';
import { removeDisks } from './removeDisks.ts';
import type { VmFolder } from './vmFolder.ts';

/** Removes a VM's folder and its disks; these first, since only the folder knows where they lie. */
export function removeVmFolder(folder: VmFolder): void {
  removeDisks(folder);
  rmSync(folder.path, { recursive: true, force: true });
}
