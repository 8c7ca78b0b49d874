import type { SshTerminals } from '../terminals/sshTerminals.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Opens SSH to a guest in a terminal, as soon as it answers; what is said there is kept in the run folder. */
export function openSshTerminal(sessions: VmSessions, terminals: SshTerminals): Command {
  return {
    id: 'bootImageVm.openSshTerminal',
    doing: 'open SSH',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'SSH to which VM?' });
      if (session !== undefined) await terminals.connect(session);
    },
  };
}
