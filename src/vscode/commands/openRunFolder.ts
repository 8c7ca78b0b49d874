import * as vscode from 'vscode';
import type { RunPicker } from '../vms/runPicker.ts';
import type { Command } from './command.ts';

/** Shows the run folder in the explorer; one outside of this workspace in a window of its own. */
export function openRunFolder(runs: RunPicker): Command {
  return {
    id: 'bootImageVm.openRunFolder',
    doing: 'open the run folder',
    run: async (argument) => {
      const run = await runs.pick(argument, 'The run folder of which run?');
      if (run === undefined) return;
      const folder = vscode.Uri.file(run.runFolder);
      if (vscode.workspace.getWorkspaceFolder(folder) === undefined) {
        await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
      } else {
        await vscode.commands.executeCommand('revealInExplorer', folder);
        await vscode.commands.executeCommand('list.expand');
      }
    },
  };
}
