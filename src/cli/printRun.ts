import { join } from 'node:path';
import { evidenceTable } from '../core/artefacts/evidenceTable.ts';
import { formatTable } from '../core/artefacts/formatTable.ts';
import { visibleText } from '../core/common/visibleText.ts';
import type { Output } from './output.ts';
import type { RunSummary } from './readRun.ts';

/** Shows a person what a run came to: the evidence table, the findings, the result, and where everything is. */
export function printRun(run: RunSummary, output: Output): void {
  const rows = evidenceTable(run).map(({ evidence, state, file }) => [evidence, state, file ?? '']);
  if (rows.length > 0) {
    output.line('');
    output.line(formatTable(['Evidence', 'State', 'File'], rows));
  }
  for (const { severity, title, next, evidence } of run.findings) {
    output.line('');
    output.line(`${severity}: ${visibleText(title, 'nothing')}`);
    for (const { file, firstLine, lastLine, what } of evidence) {
      const lines = lastLine > firstLine ? `${firstLine}-${lastLine}` : String(firstLine);
      output.line(`  ${file}:${lines}  ${visibleText(what, 'nothing')}`);
    }
    output.line(`  ${visibleText(next, 'nothing')}`);
  }
  output.line('');
  output.line(`Result      ${visibleText(run.result, 'nothing')}`);
  output.line(`Report      ${join(run.runFolder, 'README.md')}`);
}
