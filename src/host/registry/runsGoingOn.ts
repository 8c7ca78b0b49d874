import { readdirSync } from 'node:fs';
import { isOwnerAlive } from './isOwnerAlive.ts';
import { runtimeFolder } from './runtimeFolder.ts';
import { vmFolder } from './vmFolder.ts';
import { readOwner } from './vmOwner.ts';

/** The folders of the runs of this user that somebody writes to: the host of a VM, or the program that runs a harness. */
export function runsGoingOn(runtime = runtimeFolder()): ReadonlySet<string> {
  const folders = readdirSync(runtime).flatMap((name) => {
    const folder = vmFolder(runtime, name);
    const owner = readOwner(folder);
    return owner?.runFolder != null && isOwnerAlive(folder, owner) ? [owner.runFolder] : [];
  });
  return new Set(folders);
}
