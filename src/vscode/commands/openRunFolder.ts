import * as vscode from 'vscode';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Shows the run folder in the explorer; one outside of this workspace in a window of its own. */
export function openRunFolder(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openRunFolder',
    doing: 'open the run folder',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'The run folder of which VM?' });
      if (session === undefined) return;
      const folder = vscode.Uri.file(session.state.runFolder);
      if (vscode.workspace.getWorkspaceFolder(folder) === undefined) {
        await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: true });
      } else {
        await vscode.commands.executeCommand('revealInExplorer', folder);
        await vscode.commands.executeCommand('list.expand');
      }
    },
  };
}
