import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { errnoCode } from '../../common/errnoCode.ts';
import { UserError } from '../../common/userError.ts';

/** `<captures folder>/baselines.json`: for each profile the run that others are compared with. */
interface BaselinesFile {
  readonly schemaVersion: 1;
  /** Profile → run folder, relative to the captures folder. */
  readonly baselines: Readonly<Record<string, string>>;
}

/** Makes a run the one that later runs of its profile are compared with. */
export async function markAsBaseline(runFolder: string, profile: string): Promise<void> {
  const path = fileFor(runFolder);
  const { baselines } = await readBaselines(path);
  const file: BaselinesFile = { schemaVersion: 1, baselines: { ...baselines, [profile]: basename(runFolder) } };
  await writeFileAtomic(path, `${JSON.stringify(file, null, 2)}\n`);
}

/** The folder of the baseline for a run of this profile, if there is one. */
export async function findBaseline(runFolder: string, profile: string): Promise<string | undefined> {
  const { baselines } = await readBaselines(fileFor(runFolder));
  const name = baselines[profile];
  return name === undefined ? undefined : join(dirname(runFolder), name);
}

/**
 * The baseline that a run can be compared with.
 *
 * Errors: UserError of reason `usage` if the profile has none, if it was deleted, or if it is this run.
 */
export async function baselineOf(runFolder: string, profile: string): Promise<string> {
  const baseline = await findBaseline(runFolder, profile);
  if (baseline === undefined) {
    throw new UserError('usage', `The profile ${profile} has no baseline in ${dirname(runFolder)}.`, {
      next: 'Mark a good run of it as the baseline first, or name two run folders.',
    });
  }
  if (baseline === runFolder) {
    throw new UserError('usage', `${runFolder} is itself the baseline of the profile ${profile}.`, {
      next: 'Name another run of it, or two run folders.',
    });
  }
  if (existsSync(join(baseline, 'metadata.json'))) return baseline;
  throw new UserError('usage', `The baseline of the profile ${profile} is no longer there: ${baseline}.`, {
    next: 'Mark another run as the baseline (compare --mark-baseline DIR), or name two run folders.',
  });
}

async function readBaselines(path: string): Promise<BaselinesFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errnoCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { schemaVersion: 1, baselines: {} };
  try {
    return JSON.parse(text) as BaselinesFile;
  } catch (cause) {
    throw new UserError('usage', `${path} is no JSON.`, { next: 'Mend it, or delete it and mark again.', cause });
  }
}

function fileFor(runFolder: string): string {
  return join(dirname(runFolder), 'baselines.json');
}
