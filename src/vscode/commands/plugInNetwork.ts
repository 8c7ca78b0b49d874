import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Plugs the network cable in again. */
export function plugInNetwork(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.plugInNetwork',
    doing: 'plug in the network cable',
    placeHolder: 'The network cable of which VM?',
    action: () => ({ kind: 'link', link: 'up' }),
  });
}
