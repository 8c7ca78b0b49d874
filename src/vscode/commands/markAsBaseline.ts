import * as vscode from 'vscode';
import { markAsBaseline as mark } from '../../core/artefacts/comparison/baselines.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Makes a VM's run the good one that later runs of its profile are compared with. */
export function markAsBaseline(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.markAsBaseline',
    doing: 'mark the run as baseline',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'The run of which VM?' });
      if (session === undefined) return;
      const { runFolder, profile } = session.state;
      await mark(runFolder, profile);
      vscode.window.setStatusBarMessage(`This run is the baseline of ${profile} now`, shownMs);
    },
  };
}

const shownMs = 5_000;
