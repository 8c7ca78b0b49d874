import type { Output } from './output.ts';

/** What every verb is given beside its arguments. */
export interface VerbContext {
  readonly output: Output;
  /** Aborts when the verb is to end early. */
  readonly signal: AbortSignal;
}

/** Runs the verb that the command line named; the action answers with the exit status. */
export type RunVerb = (action: (context: VerbContext) => Promise<number>) => Promise<void>;
