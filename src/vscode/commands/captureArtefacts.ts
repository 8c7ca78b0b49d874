import { openReport } from '../editors/openReport.ts';
import { pickVm } from '../vms/pickVm.ts';
import { runProbesOf } from '../vms/runProbesOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Runs all probes, writes the report anew and opens it. Probes without an answer are told after that. */
export function captureArtefacts(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.captureArtefacts',
    doing: 'capture the artefacts',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Capture from which VM?' });
      if (session === undefined) return undefined;
      let failure: unknown;
      await runProbesOf(session, undefined).catch((error: unknown) => (failure = error));
      const report = await session.client.writeReport();
      await openReport(report);
      if (failure !== undefined) throw failure as Error;
      return report;
    },
  };
}
