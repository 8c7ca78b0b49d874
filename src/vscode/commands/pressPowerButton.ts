import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Presses the power button; what follows is up to the guest. */
export function pressPowerButton(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.pressPowerButton',
    doing: 'press the power button',
    placeHolder: 'The power button of which VM?',
    action: () => ({ kind: 'powerButton' }),
  });
}
