import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { comparedBytes } from '../../core/artefacts/comparison/comparedBytes.ts';
import { foldNoise } from '../../core/artefacts/comparison/foldNoise.ts';

const scheme = 'boot-image-folded';

/** Files of run folders as they are compared: times, process ids and addresses are folded away. Dispose it to stop. */
export function registerFoldedDocuments(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ fsPath }) => foldNoise(await readFile(fsPath, 'utf8')),
  });
}

/** Where a file can be read so. What is larger is shown as it is; what is not there is the editor's to tell. */
export async function foldedUri(path: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(path);
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  return bytes === undefined || bytes > comparedBytes ? uri : uri.with({ scheme });
}
