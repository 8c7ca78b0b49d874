import { UserError } from '../../core/common/userError.ts';
import { openCapture } from '../editors/openCapture.ts';
import { runWithProgress } from '../runWithProgress.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** The click on a probe: opens its last answer; the first click runs it before. */
export function openProbeResult(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openProbeResult',
    doing: "open the probe's result",
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'A result of which VM?' });
      const probeId = targetOf(argument)?.probeId;
      const status = session?.state.probes.find(({ probe }) => probe.id === probeId);
      if (session === undefined || status === undefined) return undefined;
      const { probe, capture, running } = status;
      if (capture !== undefined && !running) {
        await openCapture(session.state, capture, 'editor');
        return capture;
      }
      if (!session.isRunning) {
        throw new UserError('usage', `"${probe.title}" has no answer: it was not run before the VM ended.`);
      }
      const answer = await runWithProgress(
        { title: `Probe "${probe.title}"`, showAfterMs: 1000 },
        async ({ signal }) => {
          return await session.runProbe(probe.id, signal);
        },
      );
      await openCapture(session.state, answer, 'editor');
      return answer;
    },
  };
}
