import { openFailure as open } from '../editors/openFailure.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** The click on a console failure: the serial log where it happened. */
export function openFailure(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openFailure',
    doing: 'open the serial log',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'A failure of which VM?' });
      const failure = session?.state.failures[targetOf(argument)?.failure ?? 0];
      if (session !== undefined && failure !== undefined) await open(session.state, failure);
    },
  };
}
