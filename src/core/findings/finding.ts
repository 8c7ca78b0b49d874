/** A place in a file of the run folder; lines count from 1. */
export interface Evidence {
  /** Relative to the run folder. */
  readonly file: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Why this place matters, in a few words. */
  readonly what: string;
}

/** Something worth a person's attention, with what shows it and what to do next. Texts may hold what the guest wrote. */
export interface Finding {
  /** The rule and what it found: `deadlock:pre-nixos.service,sshd.service`. The same from one look to the next. */
  readonly id: string;
  /** Names the rule: `deadlock`, `unit-failed`, … */
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** One sentence, without a full stop. */
  readonly title: string;
  readonly explanation: string;
  readonly evidence: readonly Evidence[];
  /** What to do about it. */
  readonly next: string;
}
