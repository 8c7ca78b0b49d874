import { readlinkSync, rmSync } from 'node:fs';
import type { VmFolder } from './vmFolder.ts';

/** Removes the disks of a VM from where they lie (`makeDisksFolder.ts`), also if the VM's folder has been renamed. */
export function removeDisks({ disks }: VmFolder): void {
  const place = placeOf(disks);
  if (place !== undefined) rmSync(place, { recursive: true, force: true });
  rmSync(disks, { recursive: true, force: true });
}

/** Undefined: there are none, or they are in the VM's own folder. */
function placeOf(disks: string): string | undefined {
  try {
    return readlinkSync(disks);
  } catch {
    return undefined;
  }
}
