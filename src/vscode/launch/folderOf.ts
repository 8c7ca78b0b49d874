import * as vscode from 'vscode';

/** The workspace folder that a file belongs to: the one it lies in, else the first; undefined if none is open. */
export function folderOf(file: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  const own = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
  return own ?? vscode.workspace.workspaceFolders?.[0];
}
