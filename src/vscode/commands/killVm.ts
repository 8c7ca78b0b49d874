import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Ends a VM at once, for a guest that does not listen. What was captured stays. */
export function killVm(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.killVm',
    doing: 'kill the VM',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Kill which VM?' });
      await session?.client.stop({ kill: true });
    },
  };
}
