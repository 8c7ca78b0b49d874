import { UserError } from '../core/common/userError.ts';
import type { AbandonedRun } from '../host/registry/abandonedRun.ts';
import { abandonedText } from '../host/registry/abandonedText.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import { connectVm } from '../host/client/connectVm.ts';
import { listVms } from '../host/registry/listVms.ts';

/**
 * Connects to the VM that an argument names: an id, an unambiguous beginning of one, or `.` (or nothing) for the only VM
 * that runs; `onRemark` is then told which that is, and of runs that nobody ended.
 *
 * Errors: UserError of reason `usage`, naming the VMs there are.
 */
export async function chooseVm(
  argument: string | undefined,
  client: string,
  onRemark: (sentence: string) => void,
): Promise<VmClient> {
  const tell = (run: AbandonedRun): void => onRemark(abandonedText(run));
  if (argument !== undefined && argument !== '.') return await connectVm(argument, client, tell);
  const vms = await listVms(tell);
  const [only, ...others] = vms;
  if (only === undefined) {
    throw new UserError('usage', 'No VM runs.', { next: 'Start one with boot-image launch.' });
  }
  if (others.length > 0) {
    const names = vms.map((vm) => `${vm.id} (${vm.profile})`).join(', ');
    throw new UserError('usage', `VM expects an id because ${vms.length} VMs run, got none: ${names}.`);
  }
  onRemark(`VM ${only.id} (${only.profile}).`);
  return await connectVm(only.id, client, tell);
}
