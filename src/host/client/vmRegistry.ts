import { readdirSync } from 'node:fs';
import { readJson } from '../../core/common/readJson.ts';
import { UserError } from '../../core/common/userError.ts';
import type { AbandonedRun } from '../registry/abandonedRun.ts';
import { isHostAlive } from '../registry/isHostAlive.ts';
import { runtimeFolder } from '../registry/runtimeFolder.ts';
import { tidyUp } from '../registry/tidyUp.ts';
import { VmClient } from './vmClient.ts';
import { vmFolder } from '../registry/vmFolder.ts';

/** What is known of a VM without asking its host. */
export interface RegisteredVm {
  readonly id: string;
  readonly profile: string;
  readonly runFolder: string;
  readonly hostPid: number;
  readonly qemuPid: number | null;
  readonly memoryMib: number;
  readonly socketPath: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

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

/**
 * Connects to a VM by its id or by an unambiguous beginning of it.
 *
 * Errors: UserError of reason `usage`, naming the VMs there are.
 */
export async function connectVm(
  id: string,
  client: string,
  onAbandoned?: (run: AbandonedRun) => void,
): Promise<VmClient> {
  const vms = await listVms(onAbandoned);
  const exact = vms.find((vm) => vm.id === id);
  const found = exact === undefined ? vms.filter((vm) => vm.id.startsWith(id)) : [exact];
  const [vm] = found;
  if (vm !== undefined && found.length === 1) return await VmClient.connect(vm.socketPath, client);
  const names = vms.map((each) => each.id).join(', ');
  throw new UserError('usage', found.length > 1 ? `"${id}" means more than one VM.` : `No VM "${id}" is running.`, {
    next: names === '' ? 'No VM is running at all.' : `Running: ${names}.`,
  });
}
