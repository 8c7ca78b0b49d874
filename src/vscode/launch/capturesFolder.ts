import { isAbsolute, join } from 'node:path';
import type * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { readSettings } from '../settings.ts';

/** Where run folders are made. Errors: UserError of reason `usage` if nothing says where that is. */
export function capturesFolder(folder: vscode.WorkspaceFolder | undefined): string {
  const setting = readSettings(folder?.uri).capturesFolder;
  if (isAbsolute(setting)) return setting;
  if (folder !== undefined) return join(folder.uri.fsPath, setting);
  throw new UserError('usage', 'No folder is open, so there is no place for the run folder.', {
    next: 'Open a folder, or set "bootImageVm.capturesFolder" to an absolute path.',
  });
}
