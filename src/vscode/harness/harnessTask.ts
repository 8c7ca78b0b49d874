import { join } from 'node:path';
import * as vscode from 'vscode';
import { capturesFolder } from '../launch/capturesFolder.ts';

const name = 'Harness';
const source = 'Boot Image';

/** The command line's own program, which gives the harness a terminal that controls it, as a task. */
export function harnessTask(folder: vscode.WorkspaceFolder, command: string): vscode.Task {
  const options = ['--workspace', folder.uri.fsPath, '--captures', capturesFolder(folder)];
  const argv = [join(__dirname, 'cli.js'), 'harness', ...options, '--', 'sh', '-c', command];
  // VS Code's own program runs as Node by this variable; the harness does not get it.
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  const execution = new vscode.ProcessExecution(process.execPath, argv, { cwd: folder.uri.fsPath, env });
  const task = new vscode.Task({ type: 'process' }, folder, name, source, execution, []);
  task.detail = command;
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    focus: true,
    echo: false,
  };
  return task;
}

/** Also of one that somebody ran again. */
export function isHarnessTask(task: vscode.Task): boolean {
  return task.name === name && task.source === source;
}
