import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Unplugs the network cable; the guest sees its link go down. */
export function unplugNetwork(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.unplugNetwork',
    doing: 'unplug the network cable',
    placeHolder: 'The network cable of which VM?',
    action: () => ({ kind: 'link', link: 'down' }),
  });
}
