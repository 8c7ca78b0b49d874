/** How many bytes may be given on: a bucket of `burstBytes` that fills up again at `bytesPerSecond`. */
export class OutputBudget {
  readonly #burstBytes: number;
  readonly #bytesPerSecond: number;
  readonly #now: () => number;
  #bytes: number;
  #filledAt: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(
    limits: { readonly burstBytes: number; readonly bytesPerSecond: number },
    now: () => number = () => performance.now(),
  ) {
    this.#burstBytes = limits.burstBytes;
    this.#bytesPerSecond = limits.bytesPerSecond;
    this.#now = now;
    this.#bytes = limits.burstBytes;
    this.#filledAt = now();
  }

  available(): number {
    const now = this.#now();
    this.#bytes = Math.min(this.#burstBytes, this.#bytes + ((now - this.#filledAt) / 1000) * this.#bytesPerSecond);
    this.#filledAt = now;
    return this.#bytes;
  }

  /** Takes bytes out; more than there are makes a debt. */
  use(bytes: number): void {
    this.#bytes = this.available() - bytes;
  }
}
