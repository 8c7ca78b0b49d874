/** A run whose host was killed, completed by somebody else. */
export interface AbandonedRun {
  readonly id: string;
  readonly runFolder: string;
  /** What happened, to show. */
  readonly sentence: string;
}
