/**
 * What QEMU's own log of the console holds beyond `log`, the bytes that were drained; undefined if the two do not fit
 * together. Both begin with the same byte.
 *
 * Quirk: QEMU 7.2 logs a byte again whenever the console's socket was full for a moment. So a byte that repeats the one
 * before is skipped where `log` has none; at the very end, where that cannot be told, it is kept.
 */
export async function missingTail(
  log: AsyncIterable<Buffer>,
  qemuLog: AsyncIterable<Buffer>,
): Promise<Buffer | undefined> {
  const qemu = new ByteReader(qemuLog);
  try {
    for await (const part of log) {
      for (let at = 0; at < part.length;) {
        // QEMU writes its log after the socket: it may be the shorter one.
        if (!(await qemu.hasMore())) return Buffer.alloc(0);
        const step = qemu.follow(part.subarray(at));
        if (step === undefined) return undefined;
        at += step;
      }
    }
    return await qemu.rest();
  } finally {
    await qemu.close();
  }
}

class ByteReader {
  readonly #parts: AsyncIterator<Buffer>;
  #part: Buffer = Buffer.alloc(0);
  #at = 0;
  /** The byte before. */
  #last: number | undefined;

  constructor(parts: AsyncIterable<Buffer>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  async hasMore(): Promise<boolean> {
    while (this.#at >= this.#part.length) {
      const next = await this.#parts.next();
      if (next.done === true) return false;
      this.#part = next.value;
      this.#at = 0;
    }
    return true;
  }

  /** Goes along with `bytes` within the present part; answers with how many of them were there, or undefined for another byte. */
  follow(bytes: Buffer): number | undefined {
    const length = Math.min(bytes.length, this.#part.length - this.#at);
    if (bytes.subarray(0, length).equals(this.#part.subarray(this.#at, this.#at + length))) {
      this.#at += length;
      this.#last = bytes[length - 1];
      return length;
    }
    let found = 0;
    while (found < length && this.#at < this.#part.length) {
      const byte = this.#part[this.#at];
      if (byte === bytes[found]) found++;
      else if (byte !== this.#last) return undefined;
      this.#last = byte;
      this.#at++;
    }
    return found;
  }

  async rest(): Promise<Buffer> {
    const parts = [];
    while (await this.hasMore()) {
      parts.push(this.#part.subarray(this.#at));
      this.#at = this.#part.length;
    }
    return Buffer.concat(parts);
  }

  async close(): Promise<void> {
    await this.#parts.return?.();
  }
}
