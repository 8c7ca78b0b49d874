import type { Command } from 'commander';
import { resolve } from 'node:path';
import { baselineOf, markAsBaseline } from '../../core/artefacts/comparison/baselines.ts';
import { readComparedRun } from '../../core/artefacts/comparison/comparedRun.ts';
import { compareRuns } from '../../core/artefacts/comparison/compareRuns.ts';
import { formatComparison } from '../../core/artefacts/comparison/formatComparison.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

const description = 'Tell what differs between two run folders; exit status 1 if something got worse.';

export function compareVerb(run: RunVerb): Command {
  return verbCommand('compare', description)
    .argument('<DIR>', 'the earlier run; alone: the run to compare with the baseline of its profile')
    .argument('[DIR]', 'the later run')
    .option('--mark-baseline', 'compare nothing; make DIR the baseline of its profile')
    .action(async (first: string, second: string | undefined, options: { readonly markBaseline?: true }) => {
      await run(async (context) =>
        options.markBaseline === true ? await mark(first, context) : await compare(first, second, context),
      );
    });
}

async function compare(first: string, second: string | undefined, { output }: VerbContext): Promise<number> {
  const after = await readComparedRun(resolve(second ?? first));
  const folder = second === undefined ? await baselineOf(after.folder, after.metadata.profile.name) : resolve(first);
  const comparison = compareRuns(await readComparedRun(folder), after);
  output.document(comparison);
  output.line(formatComparison(comparison));
  return comparison.gotWorse ? 1 : 0;
}

async function mark(folder: string, { output }: VerbContext): Promise<number> {
  const { metadata, folder: runFolder } = await readComparedRun(resolve(folder));
  await markAsBaseline(runFolder, metadata.profile.name);
  output.document({ profile: metadata.profile.name, baseline: runFolder });
  output.line(`${runFolder} is the baseline of ${metadata.profile.name}.`);
  return 0;
}
