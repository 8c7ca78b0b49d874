import { readdirSync } from 'node:fs';
import { readJson } from '../../core/common/readJson.ts';
import type { AbandonedRun } from './abandonedRun.ts';
import { isHostAlive } from './isHostAlive.ts';
import type { RegisteredVm } from './registeredVm.ts';
import { runtimeFolder } from './runtimeFolder.ts';
import { tidyUp } from './tidyUp.ts';
import { vmFolder } from './vmFolder.ts';

/**
 * The VMs of this user whose hosts live, oldest first. Runs whose hosts were killed are completed on the way, and told to
 * `onAbandoned`, each to one caller only.
 */
export async function listVms(onAbandoned?: (run: AbandonedRun) => void): Promise<RegisteredVm[]> {
  for (const run of await tidyUp()) onAbandoned?.(run);
  const runtime = runtimeFolder();
  const vms: RegisteredVm[] = [];
  for (const id of readdirSync(runtime)) {
    const folder = vmFolder(runtime, id);
    const vm = readJson(folder.registration) as RegisteredVm | undefined;
    // Without a registration it is just starting or just ending.
    if (vm !== undefined && isHostAlive(folder, vm.hostPid)) vms.push(vm);
  }
  return vms.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}
