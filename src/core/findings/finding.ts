/** A place in a file of the run folder; lines count from 1. */
export interface Evidence {
  /** Relative to the run folder. */
  readonly file: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Why this place matters, in a few words. */
  readonly what: string;
}

/** Something worth a person's attention, with what shows it and what to do next. */
export interface Finding {
  /** Names the rule: `deadlock`, `unit-failed`, … */
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence. */
  readonly title: string;
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  readonly next: string;
}
