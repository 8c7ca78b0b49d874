import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { foldNoise } from '../../core/artefacts/comparison/foldNoise.ts';

const scheme = 'boot-image-folded';
/** What is larger is shown as it is: folding it would hold up every other extension. */
const maxBytes = 4 * 1024 * 1024;

/** Files of run folders as they are compared: times, process ids and addresses are folded away. Dispose it to stop. */
export function registerFoldedDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ fsPath }) => foldNoise(await readFile(fsPath, 'utf8')),
  });
}

/** Where a file can be read so; a file that cannot be had is left to the editor, which says so. */
export async function foldedUri(path: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(path);
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  return bytes === undefined || bytes > maxBytes ? uri : uri.with({ scheme });
}
