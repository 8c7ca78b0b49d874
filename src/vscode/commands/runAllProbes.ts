import { pickVm } from '../vms/pickVm.ts';
import { runProbesOf } from '../vms/runProbesOf.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Runs all probes of a VM, or those of the group it was started on, in parallel. */
export function runAllProbes(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.runAllProbes',
    doing: 'run the probes',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Ask which VM?' });
      if (session === undefined) return;
      await runProbesOf(session, targetOf(argument)?.group);
    },
  };
}
