import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Stops the machine's processors; nothing in the guest moves until it is resumed. */
export function pauseVm(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.pauseVm',
    doing: 'pause the VM',
    placeHolder: 'Pause which VM?',
    action: () => ({ kind: 'pause' }),
  });
}
