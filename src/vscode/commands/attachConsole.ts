import type { ConsoleTerminals } from '../console/consoleTerminals.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Shows a VM's console in the integrated terminal; of a VM that has ended, what it said. */
export function attachConsole(sessions: VmSessions, terminals: ConsoleTerminals): Command {
  return {
    id: 'bootImageVm.attachConsole',
    doing: 'attach the console',
    run: async (argument) => {
      const among = targetOf(argument) === undefined && sessions.running.length > 0 ? 'running' : 'all';
      const session = await pickVm(sessions, argument, { among, placeHolder: 'Attach to the console of which VM?' });
      if (session !== undefined) terminals.attach(session);
    },
  };
}
