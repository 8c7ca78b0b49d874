import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { UserError } from '../core/common/userError.ts';
import { runtimeFolder } from './runtimeFolder.ts';
import { VmClient } from './vmClient.ts';
import { vmFolder } from './vmFolder.ts';

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

/** The VMs of this user whose hosts live, oldest first. What dead hosts left behind is removed on the way. */
export function listVms(): Promise<RegisteredVm[]> {
  const runtime = runtimeFolder();
  const vms: RegisteredVm[] = [];
  for (const id of readdirSync(runtime)) {
    const folder = vmFolder(runtime, id);
    const vm = read(folder.registration);
    // Without a registration it is just starting or just ending.
    if (vm === undefined) continue;
    if (isAlive(vm.hostPid)) vms.push(vm);
    else rmSync(folder.path, { recursive: true, force: true });
  }
  return Promise.resolve(vms.sort((one, other) => one.startedAt.localeCompare(other.startedAt)));
}

/**
 * Connects to a VM by its id or by an unambiguous beginning of it.
 *
 * Errors: UserError of reason `usage`, naming the VMs there are.
 */
export async function connectVm(id: string, client: string): Promise<VmClient> {
  const vms = await listVms();
  const exact = vms.find((vm) => vm.id === id);
  const found = exact === undefined ? vms.filter((vm) => vm.id.startsWith(id)) : [exact];
  const [vm] = found;
  if (vm !== undefined && found.length === 1) return await VmClient.connect(vm.socketPath, client);
  const names = vms.map((each) => each.id).join(', ');
  throw new UserError('usage', found.length > 1 ? `"${id}" means more than one VM.` : `No VM "${id}" is running.`, {
    next: names === '' ? 'No VM is running at all.' : `Running: ${names}.`,
  });
}

function read(file: string): RegisteredVm | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RegisteredVm;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
