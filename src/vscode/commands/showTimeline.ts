import { readAskedUnits } from '../../core/artefacts/timeline/readAskedUnits.ts';
import type { TimelinePanels } from '../drawings/timelinePanels.ts';
import { runWithProgress } from '../runWithProgress.ts';
import type { RunPicker } from '../vms/runPicker.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { Command } from './command.ts';

/** Opens the boot timeline of a run in the editor area; a guest that can be asked is asked for the times of its units first. */
export function showTimeline(runs: RunPicker, panels: TimelinePanels): Command {
  return {
    id: 'bootImageVm.showTimeline',
    doing: 'show the boot timeline',
    run: async (argument) => {
      const run = await runs.pick(argument, 'The boot timeline of which run?');
      if (run === undefined) return;
      if (run.session !== undefined) await askForUnits(run.session);
      await panels.show(run.runFolder);
    },
  };
}

const probeId = 'boot-units';

/** Without an answer the timeline has the phases, and says that it has no units. */
async function askForUnits(session: VmSession): Promise<void> {
  const { probes, channel, runFolder } = session.state;
  const status = probes.find(({ probe }) => probe.id === probeId);
  if (!session.isRunning || channel.state !== 'ready' || status === undefined) return;
  const known =
    status.capture === undefined ? undefined : await readAskedUnits(runFolder, { captures: [status.capture] });
  // What it said of a boot that was finished does not change.
  if (known !== undefined && known.bootUnits.finishedMs !== null) return;
  await runWithProgress({ title: 'Boot timeline', showAfterMs: 1000 }, async ({ signal }) => {
    await session.runProbe(probeId, signal).catch(() => undefined);
  });
}
