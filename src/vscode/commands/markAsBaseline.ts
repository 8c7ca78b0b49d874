import * as vscode from 'vscode';
import { markAsBaseline as mark } from '../../core/artefacts/comparison/baselines.ts';
import type { RunPicker } from '../vms/runPicker.ts';
import type { Command } from './command.ts';

/** Makes a run the good one that later runs of its profile are compared with. */
export function markAsBaseline(runs: RunPicker): Command {
  return {
    id: 'bootImageVm.markAsBaseline',
    doing: 'mark the run as baseline',
    run: async (argument) => {
      const run = await runs.pick(argument, 'Which run is the good one?');
      if (run === undefined) return;
      const { runFolder, profile } = run;
      await mark(runFolder, profile);
      vscode.window.setStatusBarMessage(`This run is the baseline of ${profile} now`, shownMs);
    },
  };
}

const shownMs = 5_000;
