import * as vscode from 'vscode';
import { pickRun } from '../vms/pickRun.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Shows the run folder in the explorer; one outside of this workspace in a window of its own. */
export function openRunFolder(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openRunFolder',
    doing: 'open the run folder',
    run: async (argument) => {
      const run = await pickRun(sessions, argument, 'The run folder of which VM?');
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
