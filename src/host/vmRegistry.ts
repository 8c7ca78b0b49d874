import { VmClient } from './vmClient.ts';

/** What is known of a VM without asking its host. */
export interface RegisteredVm {
  readonly id: string;
  readonly profile: string;
  readonly runFolder: string;
  readonly hostPid: number;
  readonly socketPath: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** The VMs of this user whose hosts live. What dead hosts left behind is tidied up on the way. */
export async function listVms(): Promise<RegisteredVm[]> {
  await Promise.resolve();
  throw new Error('not built yet');
}

/** Connects to a VM by its id or by an unambiguous beginning of it. Errors: UserError of reason `usage`, naming the VMs there are. */
export async function connectVm(id: string, client: string): Promise<VmClient> {
  const vm = (await listVms()).find((each) => each.id.startsWith(id));
  return await VmClient.connect(vm?.socketPath ?? '', client);
}
