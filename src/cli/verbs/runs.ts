import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { formatTable } from '../../core/artefacts/formatTable.ts';
import { bootTimes } from '../../core/artefacts/pastRuns/bootTimes.ts';
import { bootTimesSvg } from '../../core/artefacts/pastRuns/bootTimesSvg.ts';
import { listPastRuns } from '../../core/artefacts/pastRuns/listPastRuns.ts';
import type { PastRun } from '../../core/artefacts/pastRuns/pastRun.ts';
import { capturesFolder, type CapturesFolderOptions, capturesOption } from '../capturesFolder.ts';
import { completeAbandoned } from '../completeAbandoned.ts';
import { inSeconds } from '../inSeconds.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

interface RunsOptions extends CapturesFolderOptions {
  readonly plot?: string;
}

export function runsVerb(run: RunVerb): Command {
  return verbCommand('runs', 'Show the past runs of a captures folder, newest first.')
    .option('--workspace <DIR>', 'where the captures folder is', process.cwd())
    .addOption(capturesOption())
    .option('--plot <FILE>', 'write the boot times over the runs there, as an SVG picture')
    .action(async (options: RunsOptions) => {
      await run(async (context) => await runs(options, context));
    });
}

async function runs(options: RunsOptions, { output }: VerbContext): Promise<number> {
  const folder = capturesFolder(options);
  await completeAbandoned(output);
  const past = await listPastRuns(folder);
  if (options.plot !== undefined) {
    await writeFile(resolve(options.plot), bootTimesSvg(bootTimes(past.runs), 'embedded'));
  }
  output.document({ capturesFolder: folder, ...past });
  for (const remark of past.remarks) output.note(remark);
  output.line(past.runs.length === 0 ? `There are no runs in ${folder}.` : table(past.runs));
  return 0;
}

function table(past: readonly PastRun[]): string {
  return formatTable(
    ['Started', 'Profile', 'Outcome', 'Boot', 'Findings', 'Run folder'],
    past.map(({ startedAt, profile, outcome, endedAt, bootMs, checkpoint, findings, runFolder }) => [
      startedAt.replace(/\.\d+Z$/, 'Z').replace('T', ' '),
      profile,
      endedAt === null ? 'not ended' : outcome,
      checkpoint === null ? inSeconds(bootMs ?? undefined) : 'checkpoint',
      findingsText(findings),
      runFolder,
    ]),
  );
}

function findingsText({ error, warning, info }: PastRun['findings']): string {
  const counts = { error, warning, info };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${String(count)} ${severity}`)
    .join(', ');
}
