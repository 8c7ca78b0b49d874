const newline = 0x0a;

/**
 * Cuts a stream of bytes into whole lines. A line beyond the limit is left out, so that what never ends a line takes no
 * memory.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that have become whole, each with its newline, as one piece; empty if there is none. */
  push(data: Buffer): Buffer {
    const whole: Buffer[] = [];
    let start = 0;
    for (let end = data.indexOf(newline); end !== -1; end = data.indexOf(newline, start)) {
      this.#hold(data.subarray(start, end + 1));
      if (!this.#isTooLong) whole.push(...this.#held);
      this.#forget();
      start = end + 1;
    }
    this.#hold(data.subarray(start));
    return Buffer.concat(whole);
  }

  #hold(part: Buffer): void {
    if (part.length === 0 || this.#isTooLong) return;
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#maxBytes) {
      this.#held = [];
      this.#isTooLong = true;
    } else this.#held.push(part);
  }

  #forget(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#isTooLong = false;
  }
}
