import { secondsText } from './secondsText.ts';
import type { Event } from './event.ts';

/** Says which wait ran out and what it last saw. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly waitingFor: string;

  constructor(waitingFor: string, afterMs: number, lastSaw: string | undefined) {
    const seen = lastSaw === undefined ? '' : `; last seen: ${lastSaw}`;
    super(`Gave up waiting for ${waitingFor} after ${secondsText(afterMs)}${seen}.`);
    this.waitingFor = waitingFor;
  }
}

/** A named point in time by which something has to have happened. It is handed down to whatever waits inside. */
export class Deadline {
  readonly name: string;
  readonly #startedAt = performance.now();
  readonly #durationMs: number;
  /** What the wait saw last; shown when the time is up. */
  lastSaw: string | undefined;

  /** @param name what is waited for, as a noun phrase: "the guest channel" */
  constructor(name: string, durationMs: number) {
    this.name = name;
    this.#durationMs = durationMs;
  }

  get remainingMs(): number {
    return Math.max(0, this.#durationMs - (performance.now() - this.#startedAt));
  }

  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  error(): DeadlineError {
    return new DeadlineError(this.name, this.#durationMs, this.lastSaw);
  }

  /** Settles as the promise does, or rejects with a DeadlineError when the time is up, or with the signal's reason. */
  async race<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    let onAbort: (() => void) | undefined;
    const interruption = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(this.error());
      }, this.remainingMs);
      onAbort = () => {
        reject(
          signal?.reason instanceof Error ? signal.reason : new Error(`Cancelled while waiting for ${this.name}.`),
        );
      };
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([promise, interruption]);
    } finally {
      clearTimeout(timer);
      if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Waits until `event` fires a value that `accept` takes. */
  async event<T>(event: Event<T>, accept: (value: T) => boolean, signal?: AbortSignal): Promise<T> {
    let subscription: { dispose(): void } | undefined;
    try {
      return await this.race(
        new Promise<T>((resolve) => {
          subscription = event((value) => {
            if (accept(value)) resolve(value);
          });
        }),
        signal,
      );
    } finally {
      subscription?.dispose();
    }
  }
}
