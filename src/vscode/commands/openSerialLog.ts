import { openSerialLog as open } from '../editors/openSerialLog.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Opens what the console showed, as a person would have read it. */
export function openSerialLog(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openSerialLog',
    doing: 'open the serial log',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'The serial log of which VM?' });
      if (session !== undefined) await open(session.state.runFolder);
    },
  };
}
