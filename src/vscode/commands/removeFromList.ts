import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Takes an ended VM off the list; its run folder stays. */
export function removeFromList(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.removeFromList',
    doing: 'take the VM off the list',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'Take which VM off the list?' });
      if (session?.isRunning === false) sessions.remove(session.id);
    },
  };
}
