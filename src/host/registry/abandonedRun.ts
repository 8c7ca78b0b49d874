/** A run whose host, or the program that ran the harness, was killed; completed by somebody else. */
export interface AbandonedRun {
  /** The VM's; null: it was a harness. */
  readonly id: string | null;
  readonly runFolder: string;
  /** What happened, to show. */
  readonly sentence: string;
}
