export interface StreamEvents {
  readonly onStart: () => void;
  readonly onData: (data: Buffer) => void;
  readonly onEnd: () => void;
}

/**
 * Finds one stream in the bytes of its port: between the two lines that the agent writes around it. What an earlier stream
 * left in the port stands before them.
 */
export class StreamDecoder {
  readonly #first: Buffer;
  readonly #last: Buffer;
  readonly #events: StreamEvents;
  #state: 'before' | 'inside' | 'after' = 'before';
  #held: Buffer = Buffer.alloc(0);

  constructor(names: { token: string; id: string }, events: StreamEvents) {
    this.#first = Buffer.from(`${names.token} B ${names.id}\n`);
    // No text ends with this character, so no text is held back for being the possible beginning of the line.
    this.#last = Buffer.from(`\u0001${names.token} E ${names.id}\n`);
    this.#events = events;
  }

  push(chunk: Buffer): void {
    let data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = Buffer.alloc(0);
    if (this.#state === 'before') {
      const at = data.indexOf(this.#first);
      if (at < 0) {
        this.#held = data.subarray(-this.#first.length);
        return;
      }
      this.#state = 'inside';
      this.#events.onStart();
      data = data.subarray(at + this.#first.length);
    }
    if (this.#state === 'inside') this.#takeInside(data);
  }

  #takeInside(data: Buffer): void {
    const at = data.indexOf(this.#last);
    const end = at >= 0 ? at : data.length - beginningAtEnd(data, this.#last);
    if (end > 0) this.#events.onData(data.subarray(0, end));
    if (at < 0) {
      this.#held = data.subarray(end);
      return;
    }
    this.#state = 'after';
    this.#events.onEnd();
  }
}

/** How many bytes at the end of `data` may be the beginning of `line`. */
function beginningAtEnd(data: Buffer, line: Buffer): number {
  for (let length = Math.min(line.length - 1, data.length); length > 0; length--) {
    if (data.subarray(-length).equals(line.subarray(0, length))) return length;
  }
  return 0;
}
