import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Lets a paused machine run on. */
export function resumeVm(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.resumeVm',
    doing: 'resume the VM',
    placeHolder: 'Resume which VM?',
    action: () => ({ kind: 'resume' }),
  });
}
