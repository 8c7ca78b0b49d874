import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { harnessTask } from '../harness/harnessTask.ts';
import { readSettings } from '../settings.ts';
import type { Command } from './command.ts';

/**
 * Runs the configured harness in a terminal. It runs as a task of the command line's own program, which gives it a terminal
 * that controls it and keeps its run folder: so it lives through a reload of the window, and its text stays.
 */
export function runHarness(): Command {
  return {
    id: 'bootImageVm.runHarness',
    doing: 'run the harness',
    run: async () => {
      if (!vscode.workspace.isTrusted) {
        throw new UserError('usage', 'A harness is a program of the workspace, and this workspace is not trusted.', {
          next: 'Run "Workspaces: Manage Workspace Trust" first.',
        });
      }
      const folder = await chooseFolder();
      if (folder === undefined) return;
      const { harnessCommand } = readSettings(folder.uri);
      await vscode.tasks.executeTask(harnessTask(folder, harnessCommand));
    },
  };
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Run the harness where?' });
  const [folder] = folders;
  if (folder !== undefined) return folder;
  throw new UserError('usage', 'No folder is open, so there is no harness to run.', {
    next: 'Open the folder it is in.',
  });
}
