import { UserError } from '../../core/common/userError.ts';
import type { AbandonedRun } from '../registry/abandonedRun.ts';
import { listVms } from '../registry/listVms.ts';
import { VmClient } from './vmClient.ts';

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
