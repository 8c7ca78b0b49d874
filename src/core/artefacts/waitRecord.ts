/** One entry of `waits` in metadata.json (schema version 1). Whether what was waited for came, and when. */
export interface WaitRecord {
  /** Of the wait. */
  readonly id: string;
  /** "lan to have an IPv4 address". */
  readonly title: string;
  readonly state: 'came' | 'gaveUp';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** One sentence: why it was given up and what was last seen; null if it came. */
  readonly why: string | null;
  /** Id of the capture with the last answer of a wait that was given up; null if there was none, or it came. */
  readonly capture: string | null;
}
