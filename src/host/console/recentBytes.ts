/**
 * The newest bytes of a stream, in one block of memory: a UART brings a stream byte by byte, and a list of such pieces takes
 * many times their length.
 */
export class RecentBytes {
  readonly #ring: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#ring = Buffer.alloc(capacity);
  }

  /** Bytes of the stream so far. */
  get length(): number {
    return this.#length;
  }

  /** Offset in the stream of the oldest byte that is still here. */
  get start(): number {
    return Math.max(0, this.#length - this.#ring.length);
  }

  push(data: Buffer): void {
    const kept = data.subarray(Math.max(0, data.length - this.#ring.length));
    const at = (this.#length + data.length - kept.length) % this.#ring.length;
    const copied = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, copied);
    this.#length += data.length;
  }

  /** A copy of the bytes from one offset of the stream to another; both have to be here. */
  slice(start: number, end: number): Buffer {
    const data = Buffer.allocUnsafe(Math.max(0, end - start));
    const at = start % this.#ring.length;
    const copied = this.#ring.copy(data, 0, at, Math.min(this.#ring.length, at + data.length));
    this.#ring.copy(data, copied, 0, data.length - copied);
    return data;
  }
}
