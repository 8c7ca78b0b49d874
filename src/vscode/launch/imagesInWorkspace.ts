import * as vscode from 'vscode';
import { imageExtensions } from './imageExtensions.ts';

const mostImages = 50;
const searchTimeoutMs = 5000;

/** Image files in the workspace, by name; a search of a large workspace ends with what it found in its time. */
export async function imagesInWorkspace(): Promise<vscode.Uri[]> {
  const pattern = `**/*.{${imageExtensions.join(',')}}`;
  const timeout = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => timeout.cancel(), searchTimeoutMs);
  try {
    const found = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git}/**', mostImages, timeout.token);
    return found.sort((one, other) => (one.fsPath < other.fsPath ? -1 : 1));
  } finally {
    clearTimeout(timer);
    timeout.dispose();
  }
}
