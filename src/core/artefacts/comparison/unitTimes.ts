import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BootTiming } from '../../probes/readers/readSystemdAnalyze.ts';
import { latestCaptures } from '../latestCaptures.ts';
import type { RunMetadata } from '../metadata.ts';
import { readAskedUnits } from '../timeline/readAskedUnits.ts';
import { unitsOfBoot } from '../timeline/unitsOfBoot.ts';

/** How long a unit took to start; of one that was still starting, so far; of one that failed, until then. */
export interface UnitTime {
  readonly state: 'done' | 'starting' | 'failed';
  readonly durationMs: number;
}

/**
 * The units of a run, from the probe `boot-units`, which also knows of a boot that hangs; where that was not asked, from
 * `boot-timing`. Undefined if nobody asked.
 */
export async function unitTimes(
  folder: string,
  metadata: Pick<RunMetadata, 'captures'>,
): Promise<ReadonlyMap<string, UnitTime> | undefined> {
  const asked = await readAskedUnits(folder, metadata);
  if (asked === undefined) return await fromTiming(folder, metadata);
  const { uptimeMs } = asked.bootUnits;
  return new Map(
    unitsOfBoot(asked.bootUnits).flatMap(({ unit, state, startMs, endMs }): [string, UnitTime][] => {
      const untilMs = endMs ?? uptimeMs;
      return untilMs === null ? [] : [[unit, { state, durationMs: untilMs - startMs }]];
    }),
  );
}

async function fromTiming(
  folder: string,
  { captures }: Pick<RunMetadata, 'captures'>,
): Promise<ReadonlyMap<string, UnitTime> | undefined> {
  const reading = latestCaptures(captures).find(({ probe }) => probe === 'boot-timing')?.readingFile ?? null;
  if (reading === null) return undefined;
  try {
    const { value } = JSON.parse(await readFile(join(folder, reading), 'utf8')) as { readonly value?: BootTiming };
    if (value?.finished !== true) return undefined;
    return new Map(value.units.map(({ unit, durationMs }) => [unit, { state: 'done', durationMs }]));
  } catch {
    return undefined;
  }
}
