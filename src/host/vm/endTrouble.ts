import { qemuTrouble } from '../../core/findings/qemuTrouble.ts';
import type { HostTrouble } from '../../core/findings/runFacts.ts';
import type { VmEnd } from '../protocol/vmState.ts';

/** What of a VM's end lies with this machine; undefined if it ended as it was meant to, or by the guest's doing. */
export function endTrouble(end: VmEnd, stderr: string): HostTrouble | undefined {
  if (end.cause !== 'qemuExit') return undefined;
  const told = qemuTrouble(stderr);
  if (told !== undefined || end.signal !== 'SIGKILL') return told;
  return {
    kind: 'qemu-killed',
    sentence: 'QEMU was killed (SIGKILL), and not by this tool',
    next: 'Look in the log of this machine (journalctl -k, dmesg) for “Out of memory”: mostly it is that. Give the VM less memory, or stop other VMs.',
    file: null,
  };
}
