import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';

/**
 * Opens a file of a run folder in an editor, as a plain file by its URI.
 *
 * Errors: UserError of reason `usage` if it is not there (any more).
 */
export async function openRunFile(
  runFolder: string,
  file: string,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  const path = join(runFolder, file);
  try {
    await access(path);
  } catch {
    throw new UserError('usage', `${path} is not there.`, {
      next: 'It was not written yet, or the run folder was moved or deleted.',
    });
  }
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: true, ...options });
}
