import * as vscode from 'vscode';
import { markAsBaseline as mark } from '../../core/artefacts/comparison/baselines.ts';
import { pickRun } from '../vms/pickRun.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Makes a run the good one that later runs of its profile are compared with. */
export function markAsBaseline(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.markAsBaseline',
    doing: 'mark the run as baseline',
    run: async (argument) => {
      const run = await pickRun(sessions, argument, 'The run of which VM?');
      if (run === undefined) return;
      const { runFolder, profile } = run;
      await mark(runFolder, profile);
      vscode.window.setStatusBarMessage(`This run is the baseline of ${profile} now`, shownMs);
    },
  };
}

const shownMs = 5_000;
