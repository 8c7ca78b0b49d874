import { bootTimes } from '../../core/artefacts/pastRuns/bootTimes.ts';
import { UserError } from '../../core/common/userError.ts';
import { bootTimesDrawing } from '../drawings/bootTimesDrawing.ts';
import type { Drawing } from '../drawings/drawingPage.ts';
import type { DrawingPanels } from '../drawings/drawingPanels.ts';
import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import type { Command } from './command.ts';

/** The boot times over the past runs, as a picture in the editor area that follows new runs. */
export function plotBootTimes(model: PastRunsModel, panels: DrawingPanels): Command {
  return {
    id: 'bootImageVm.plotBootTimes',
    doing: 'plot the boot times',
    run: async () => await panels.show('bootTimes', async () => await draw(model), model.onChanged),
  };
}

async function draw(model: PastRunsModel): Promise<Drawing> {
  const profiles = bootTimes((await model.known()).runs);
  if (profiles.length > 0) return bootTimesDrawing(profiles);
  throw new UserError('usage', 'There is no boot to show: no run has ended that began with one.', {
    next: 'Launch a VM; starts from a checkpoint are no boots.',
  });
}
