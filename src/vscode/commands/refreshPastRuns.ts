import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import type { Command } from './command.ts';

/** Reads the past runs anew; for folders that were copied or deleted by hand. */
export function refreshPastRuns(model: PastRunsModel): Command {
  return {
    id: 'bootImageVm.refreshPastRuns',
    doing: 'read the past runs',
    run: async () => {
      model.refresh();
      await model.known();
    },
  };
}
