import { commandLineOf } from '../../core/common/commandLineOf.ts';
import { isHostAlive } from './isHostAlive.ts';
import type { VmFolder } from './vmFolder.ts';
import type { VmOwner } from './vmOwner.ts';

/** Whether the process that entered a folder runs; another one may have its number by now. */
export function isOwnerAlive(folder: VmFolder, { hostPid, commandLine }: VmOwner): boolean {
  return commandLine === undefined ? isHostAlive(folder, hostPid) : commandLineOf(hostPid) === commandLine;
}
