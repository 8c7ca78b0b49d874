import { basename, join } from 'node:path';
import { readBeginning } from '../../common/readBeginning.ts';
import { UserError } from '../../common/userError.ts';
import { latestCaptures } from '../latestCaptures.ts';
import type { RunMetadata } from '../metadata.ts';
import { readMetadata } from '../readMetadata.ts';
import { comparedBytes } from './comparedBytes.ts';
import { type UnitTime, unitTimes } from './unitTimes.ts';

/** What is compared of a run folder. */
export interface ComparedRun {
  readonly folder: string;
  readonly metadata: RunMetadata;
  /** Standard output of the latest capture of each probe, by probe id; the first `comparedBytes` of it. */
  readonly texts: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, UnitTime> | undefined;
}

/** Errors: UserError of reason `usage` if the folder is no run folder. */
export async function readComparedRun(folder: string): Promise<ComparedRun> {
  const metadata = await metadataOf(folder);
  const latest = latestCaptures(metadata.captures);
  const texts = await Promise.all(
    latest.map(async ({ probe, file }) => {
      const text = await readBeginning(join(folder, file), comparedBytes).then(
        (beginning) => beginning.text,
        () => '',
      );
      return [probe, text] as const;
    }),
  );
  return { folder, metadata, texts: new Map(texts), units: await unitTimes(folder, metadata) };
}

async function metadataOf(folder: string): Promise<RunMetadata> {
  try {
    const metadata: Partial<RunMetadata> = await readMetadata(folder);
    if (metadata.schemaVersion === 1 && Array.isArray(metadata.captures)) return metadata as RunMetadata;
  } catch (cause) {
    throw notARun(folder, cause);
  }
  throw notARun(folder);
}

function notARun(folder: string, cause?: unknown): UserError {
  return new UserError('usage', `${folder} is no run folder: it holds no metadata.json of schema version 1.`, {
    next: `Run folders are made by launch and capture; is ${basename(folder)} the one you meant?`,
    cause,
  });
}
