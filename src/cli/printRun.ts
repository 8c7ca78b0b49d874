import { join } from 'node:path';
import { evidenceTable } from '../core/artefacts/evidenceTable.ts';
import { formatTable } from '../core/artefacts/formatTable.ts';
import type { Output } from './output.ts';
import type { RunSummary } from './readRun.ts';

/** Shows a person what a run came to: the evidence table, the findings, the result, and where everything is. */
export function printRun(run: RunSummary, output: Output): void {
  const rows = evidenceTable(run).map(({ evidence, state, file }) => [evidence, state, file ?? '']);
  if (rows.length > 0) {
    output.line('');
    output.line(formatTable(['Evidence', 'State', 'File'], rows));
  }
  for (const { severity, title, next } of run.findings) {
    output.line('');
    output.line(`${severity}: ${title}`);
    output.line(`  ${next}`);
  }
  output.line('');
  output.line(`Result      ${run.result}`);
  output.line(`Report      ${join(run.runFolder, 'README.md')}`);
}
