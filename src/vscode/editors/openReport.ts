import * as vscode from 'vscode';

/** Opens a run's README.md as a reader wants it: rendered; as text where the Markdown preview is switched off. */
export async function openReport(path: string): Promise<void> {
  const report = vscode.Uri.file(path);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', report);
  } catch {
    await vscode.commands.executeCommand('vscode.open', report);
  }
}
