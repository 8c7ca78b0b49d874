/** Work that several wait for. Who goes away leaves it to the others; when the last one does, it is ended. */
export class SharedWork<T> {
  /** It is over, one way or the other. */
  readonly settled: Promise<void>;
  readonly #result: Promise<T>;
  readonly #end = new AbortController();
  #waiting = 0;

  /** @param work is to settle soon after its signal's abort */
  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#end.signal);
    const over = (): void => undefined;
    this.settled = this.#result.then(over, over);
  }

  /** Nobody waits any more. */
  get isEnding(): boolean {
    return this.#end.signal.aborted;
  }

  /** Settles as the work does, or rejects with the signal's reason while others go on waiting. */
  async join(signal: AbortSignal): Promise<T> {
    let onAbort = (): void => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      onAbort = () => {
        if (--this.#waiting === 0) this.#end.abort(signal.reason);
        else reject(signal.reason as Error);
      };
    });
    this.#waiting++;
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await Promise.race([this.#result, left]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
