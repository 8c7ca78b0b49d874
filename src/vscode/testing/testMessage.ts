import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { oneLine } from '../text/oneLine.ts';

/** What a test that did not pass shows: the difference, at the captured file, with links to it and to the run folder. */
export function testMessage(
  { verdict, capture }: TestResult,
  { runFolder, place }: { readonly runFolder: string; readonly place: vscode.Location | undefined },
): vscode.TestMessage {
  const text = new vscode.MarkdownString();
  // Escaped: the guest wrote parts of it.
  text.appendText(oneLine(textOf(verdict), 1000));
  const files = [...(capture === null ? [] : [fileOf(capture)]), 'README.md'];
  const links = files.map((file) => `[${file}](${vscode.Uri.file(join(runFolder, file)).toString()})`);
  text.appendMarkdown(`\n\n${links.join(' · ')}`);
  const compared = verdict.state === 'failed' ? verdict.compared : null;
  const message =
    compared === null ? new vscode.TestMessage(text) : vscode.TestMessage.diff(text, compared.expected, compared.found);
  const location =
    capture === null
      ? place
      : new vscode.Location(vscode.Uri.file(join(runFolder, fileOf(capture))), new vscode.Position(0, 0));
  if (location !== undefined) message.location = location;
  return message;
}

function textOf(verdict: TestResult['verdict']): string {
  if (verdict.state === 'passed') return 'Passed.';
  return verdict.state === 'skipped' ? verdict.reason : verdict.message;
}

/** Where there is something to read. */
function fileOf({ bytes, file, stderrFile }: NonNullable<TestResult['capture']>): string {
  return bytes === 0 && stderrFile !== null ? stderrFile : file;
}
