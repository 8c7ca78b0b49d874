import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { runsGoingOn } from '../../host/registry/runsGoingOn.ts';
import type { Messages } from '../messages.ts';
import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import type { RunPicker } from '../vms/runPicker.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Deletes a run folder after a question: into the trash where there is one. */
export function deleteRun(runs: RunPicker, sessions: VmSessions, model: PastRunsModel, messages: Messages): Command {
  return {
    id: 'bootImageVm.deleteRun',
    doing: 'delete the run',
    run: async (argument) => {
      const run = await runs.pick(argument, 'Delete which run?');
      if (run === undefined) return;
      const { runFolder, session } = run;
      if (session?.isRunning === true || runsGoingOn().has(runFolder)) {
        throw new UserError('usage', `The VM or the harness of ${basename(runFolder)} still runs.`, {
          next: 'Stop it first.',
        });
      }
      const question = `Delete the run ${basename(runFolder)}?`;
      const detail = `Everything that was captured of it goes with it: ${runFolder}`;
      if (!(await messages.confirm(question, detail, 'Move to Trash'))) return;
      try {
        await remove(runFolder, 'trash');
      } catch {
        // A remote machine has none.
        const gone = 'There is no trash here, so it cannot be brought back.';
        if (!(await messages.confirm(question, `${detail}\n\n${gone}`, 'Delete for Good'))) return;
        await remove(runFolder, 'forGood');
      }
      if (session !== undefined) sessions.remove(session.id);
      model.refresh();
    },
  };
}

async function remove(runFolder: string, how: 'trash' | 'forGood'): Promise<void> {
  await vscode.workspace.fs.delete(vscode.Uri.file(runFolder), { recursive: true, useTrash: how === 'trash' });
}
