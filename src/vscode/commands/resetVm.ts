import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Resets the machine, as its reset button would. */
export function resetVm(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.resetVm',
    doing: 'reset the VM',
    placeHolder: 'Reset which VM?',
    action: () => ({ kind: 'reset' }),
  });
}
