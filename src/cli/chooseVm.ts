import { UserError } from '../core/common/userError.ts';
import type { VmClient } from '../host/vmClient.ts';
import { connectVm, listVms } from '../host/vmRegistry.ts';

/**
 * Connects to the VM that an argument names: an id, an unambiguous beginning of one, or `.` (or nothing) for the only VM
 * that runs; `onChosen` is then told which that is.
 *
 * Errors: UserError of reason `usage`, naming the VMs there are.
 */
export async function chooseVm(
  argument: string | undefined,
  client: string,
  onChosen: (sentence: string) => void,
): Promise<VmClient> {
  if (argument !== undefined && argument !== '.') return await connectVm(argument, client);
  const vms = await listVms();
  const [only, ...others] = vms;
  if (only === undefined) {
    throw new UserError('usage', 'No VM runs.', { next: 'Start one with boot-image launch.' });
  }
  if (others.length > 0) {
    const names = vms.map((vm) => `${vm.id} (${vm.profile})`).join(', ');
    throw new UserError('usage', `VM expects an id because ${vms.length} VMs run, got none: ${names}.`);
  }
  onChosen(`VM ${only.id} (${only.profile}).`);
  return await connectVm(only.id, client);
}
