import type { LedgerEntry } from '../ledgerEntry.ts';

/** A run as the list of past runs shows it: its line in the ledger, with the whole path of its folder. */
export type PastRun = LedgerEntry;

export interface PastRuns {
  /** Newest first. */
  readonly runs: readonly PastRun[];
  /** What could not be read, each in one sentence. */
  readonly remarks: readonly string[];
}
