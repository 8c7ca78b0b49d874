import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { openReport as open } from '../editors/openReport.ts';
import type { RunPicker } from '../vms/runPicker.ts';
import type { Command } from './command.ts';

/** Opens the report of a run as it is now. */
export function openReport(runs: RunPicker): Command {
  return {
    id: 'bootImageVm.openReport',
    doing: 'open the report',
    run: async (argument) => {
      const run = await runs.pick(argument, 'The report of which run?');
      if (run === undefined) return;
      const report = join(run.runFolder, 'README.md');
      if (!existsSync(report)) {
        throw new UserError('usage', `There is no report in ${run.runFolder}.`, {
          next: 'Open the run folder: what was captured lies in captures/.',
        });
      }
      await open(report);
    },
  };
}
