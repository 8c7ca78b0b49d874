import { openRunFile } from '../editors/openRunFile.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Opens every byte that the guest wrote to its console, escape sequences and all. */
export function openRawSerialLog(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openRawSerialLog',
    doing: 'open the raw serial log',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'The serial log of which VM?' });
      if (session !== undefined) await openRunFile(session.state.runFolder, 'serial.log');
    },
  };
}
