import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BootUnits } from '../../probes/readers/bootUnits.ts';
import { latestCaptures } from '../latestCaptures.ts';
import type { RunMetadata } from '../metadata.ts';
import type { AskedUnits } from './bootTimeline.ts';

/** What the guest of a run answered to the probe `boot-units`; undefined if it was not asked, or did not know. */
export async function readAskedUnits(
  runFolder: string,
  { captures }: Pick<RunMetadata, 'captures'>,
): Promise<AskedUnits | undefined> {
  const capture = latestCaptures(captures).find(({ probe }) => probe === 'boot-units');
  if (capture?.readingFile == null) return undefined;
  try {
    const { value } = JSON.parse(await readFile(join(runFolder, capture.readingFile), 'utf8')) as Partial<Reading>;
    // A profile may have a probe of this name that reads something else.
    if (value === undefined || !Array.isArray(value.units) || !Array.isArray(value.chain)) return undefined;
    return { bootUnits: value, askedAt: capture.startedAt };
  } catch {
    return undefined;
  }
}

interface Reading {
  readonly value: BootUnits;
}
