import { commandLineOf } from '../../core/common/commandLineOf.ts';
import type { VmFolder } from './vmFolder.ts';

/** Whether the host of a VM runs; another process may have its number by now. */
export const isHostAlive = (folder: VmFolder, hostPid: number): boolean =>
  commandLineOf(hostPid)?.includes(folder.spec) === true;
