import { join } from 'node:path';
import type { RunMetadata } from '../core/artefacts/metadata.ts';
import { readMetadata } from '../core/artefacts/readMetadata.ts';
import { UserError } from '../core/common/userError.ts';

/** What `capture` prints of a run with `--json`: all but `runFolder` as in metadata.json. */
export type RunSummary = { readonly runFolder: string } & Pick<
  RunMetadata,
  'outcome' | 'result' | 'phases' | 'captures' | 'missing' | 'waits' | 'findings' | 'failures' | 'end'
>;

/** Reads a run folder that is complete. Errors: UserError of reason `vm` if the VM host left no metadata.json there. */
export async function readRun(runFolder: string): Promise<RunSummary> {
  try {
    const metadata = await readMetadata(runFolder);
    const { outcome, result, phases, captures, missing, waits = [], findings, failures, end } = metadata;
    return { runFolder, outcome, result, phases, captures, missing, waits, findings, failures, end };
  } catch (error) {
    throw new UserError('vm', `The run's ${join(runFolder, 'metadata.json')} cannot be read.`, {
      next: 'See harness.log beside it.',
      cause: error,
    });
  }
}
