import type { PastRun } from './pastRun.ts';

/** The boots of one profile, oldest first. */
export interface BootTimes {
  readonly profile: string;
  readonly boots: readonly Boot[];
  /** Of those that got ready; null if none did. */
  readonly medianMs: number | null;
}

export interface Boot {
  readonly startedAt: string;
  /** Start of the VM to the guest being ready; null if it did not come so far. */
  readonly bootMs: number | null;
  readonly outcome: PastRun['outcome'];
  readonly accelerator: string | null;
}

/** What can be compared of runs: boots. A start from a checkpoint is none, and a harness boots as it likes. */
export function bootTimes(runs: readonly PastRun[]): readonly BootTimes[] {
  const profiles = new Map<string, Boot[]>();
  const boots = runs.filter(
    ({ checkpoint, accelerator, endedAt }) => checkpoint == null && accelerator !== null && endedAt !== null,
  );
  for (const { profile, startedAt, bootMs, outcome, accelerator } of boots.toReversed()) {
    const ofProfile = profiles.get(profile) ?? [];
    profiles.set(profile, ofProfile);
    ofProfile.push({ startedAt, bootMs, outcome, accelerator });
  }
  return [...profiles]
    .map(([profile, all]) => ({ profile, boots: all, medianMs: median(all.flatMap(({ bootMs }) => bootMs ?? [])) }))
    .sort((a, b) => b.boots.length - a.boots.length);
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
