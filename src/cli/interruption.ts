import { setMaxListeners } from 'node:events';
import { exitStatusOf, UserError } from '../core/common/userError.ts';
import type { Disposable } from '../core/common/event.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** 128 + SIGPIPE, as a shell shows a program whose reader went away. */
const readerGoneStatus = 141;

/**
 * The wish to end early: a signal, or nobody to print for any more. The first asks the verb to end in order; a second
 * signal ends the program at once (the VM then lives on for its grace time).
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  #exitStatus: number | undefined;

  constructor() {
    for (const signal of signals) process.on(signal, this.#onSignal);
    // Every probe that runs listens to it; Node 20 warns of more than ten.
    setMaxListeners(0, this.#controller.signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit status that the interruption asks for, whatever the verb made of it. */
  get exitStatus(): number | undefined {
    return this.#exitStatus;
  }

  /** Nothing more can be printed; a reader that went away is no error to speak of. */
  outputLost(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') this.#interrupt('the reader of the output going away', readerGoneStatus);
    else {
      process.stderr.write(`The output cannot be written: ${error.message}.\n`);
      this.#interrupt('the loss of the output', exitStatusOf.environment);
    }
  }

  dispose(): void {
    for (const signal of signals) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#controller.signal.aborted) process.exit(exitStatusOf.cancelled);
    this.#interrupt(signal, exitStatusOf.cancelled);
  };

  #interrupt(what: string, exitStatus: number): void {
    this.#exitStatus ??= exitStatus;
    this.#controller.abort(new UserError('cancelled', `Interrupted by ${what}.`));
  }
}
