import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A process that counts as the host of a VM: its command line names the VM's folder, as a real host's does. */
export interface StandInHost {
  readonly pid: number;
  end(): void;
}

/** @param vmFolder the VM's folder in the runtime folder */
export function startStandInHost(vmFolder: string): StandInHost {
  // Ends with its standard input, so it never outlives the test.
  const child = spawn('sh', ['-c', 'read -r _', 'host', join(vmFolder, 'spec.json')], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (child.pid === undefined) throw new Error('sh cannot be started.');
  return { pid: child.pid, end: () => void child.kill('SIGKILL') };
}
