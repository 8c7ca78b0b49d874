import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openRunFile } from './openRunFile.ts';

/** serial.txt, which is what a person would have read; serial.log, every byte, while there is no serial.txt yet. */
export async function openSerialLog(runFolder: string, selection?: vscode.Range): Promise<void> {
  const file = await access(join(runFolder, 'serial.txt')).then(
    () => 'serial.txt',
    () => 'serial.log',
  );
  await openRunFile(runFolder, file, selection === undefined ? {} : { selection });
  const editor = vscode.window.activeTextEditor;
  // The language goes by the default captures folder's name; this is for other folders.
  if (editor?.document.uri.fsPath === join(runFolder, file)) {
    await vscode.languages.setTextDocumentLanguage(editor.document, 'boot-image-serial');
  }
}
