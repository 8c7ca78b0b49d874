import { latestCaptures } from './latestCaptures.ts';
import type { Outcome, RunMetadata } from './metadata.ts';

/** One line of `<captures folder>/ledger.jsonl`: a run that has ended. */
export interface LedgerEntry {
  readonly schemaVersion: 1;
  /** Relative to the captures folder. */
  readonly runFolder: string;
  readonly profile: string;
  readonly image: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly accelerator: string | null;
  /** Start of the machine to the phase `ready`, in the first boot that came so far; null if none did. */
  readonly bootMs: number | null;
  /** The checkpoint that it began from; null: it booted. */
  readonly checkpoint: string | null;
  readonly outcome: Outcome;
  readonly result: string;
  readonly captures: number;
  readonly expectations: { readonly met: number; readonly unmet: number; readonly unknown: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
}

export function ledgerEntry(metadata: RunMetadata, runFolder: string): LedgerEntry {
  const { profile, image, startedAt, endedAt, host, phases, outcome, result, captures, findings } = metadata;
  const states = latestCaptures(captures).map((capture) => capture.expectation?.state);
  const count = <T>(values: readonly T[], value: T): number => values.filter((each) => each === value).length;
  const severities = findings.map((finding) => finding.severity);
  return {
    schemaVersion: 1,
    runFolder,
    profile: profile.name,
    image: image?.title ?? null,
    startedAt,
    endedAt,
    accelerator: host?.accelerator.kind ?? null,
    checkpoint: metadata.start?.kind === 'checkpoint' ? metadata.start.id : null,
    bootMs: metadata.bootMs ?? phases.find((entry) => entry.phase === 'ready')?.atMs ?? null,
    outcome,
    result,
    captures: captures.length,
    expectations: { met: count(states, 'met'), unmet: count(states, 'unmet'), unknown: count(states, 'unknown') },
    findings: {
      error: count(severities, 'error'),
      warning: count(severities, 'warning'),
      info: count(severities, 'info'),
    },
  };
}
