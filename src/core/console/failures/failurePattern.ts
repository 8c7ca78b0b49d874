import type { BootPhase, ConsoleFailure, ConsoleFailureKind } from '../phases/bootPhase.ts';

/** One row of the table of failures (failurePatterns.ts). */
export interface FailurePattern {
  readonly kind: ConsoleFailureKind;
  readonly severity: ConsoleFailure['severity'];
  /** Literal texts, one of which is in every line that `start` takes: they are looked for first, all at once. */
  readonly hints: readonly string[];
  /** Matched against one line without escape sequences. */
  readonly start: RegExp;
  readonly title: (match: RegExpExecArray) => string;
  /** The last line of the trace. */
  readonly end?: RegExp;
  /** Lines belong to the trace as long as they match this. */
  readonly follows?: RegExp;
  /** The trace is cut here; default 1, or 200 with `end` or `follows`. */
  readonly maximumLines?: number;
  /** Only the first one of its kind in a boot is a failure; the others belong to it. */
  readonly oncePerBoot?: true;
  /** Seen as soon as it is written, before the line ends. */
  readonly isPrompt?: true;
  /** Counts only in these phases. */
  readonly phases?: readonly BootPhase[];
  /** Opens a trace that says only in its next lines what it is; the row that they match names it. */
  readonly isOpening?: true;
  /** A last look at a match, for what a regular expression cannot decide. */
  readonly accept?: (match: RegExpExecArray, limits: FailureLimits) => boolean;
}

export interface FailureLimits {
  /** A start job without a limit of its own is stuck after so long. */
  readonly startJobLimitMs: number;
}

/** A pattern of a profile's own. */
export interface CustomFailurePattern {
  /** Source of a JavaScript regular expression, matched per line. */
  readonly pattern: string;
  readonly title: string;
  readonly severity: ConsoleFailure['severity'];
}
