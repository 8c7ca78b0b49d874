/** What a client is told of a checkpoint that it asked for. */
export interface SavedCheckpoint {
  readonly id: string;
  readonly bytes: number;
  /** For how long the machine stood still. */
  readonly pausedMs: number;
  /** Until it was on disk. */
  readonly durationMs: number;
}
