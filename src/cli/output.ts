import type { Writable } from 'node:stream';

interface OutputOptions {
  readonly json: boolean;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called once when a stream cannot be written to any more: EPIPE for `… | head`, ENOSPC for a full disk. */
  readonly onLost: (error: NodeJS.ErrnoException) => void;
}

/**
 * Where a verb prints. Invariant: with `--json`, stdout gets one JSON document and nothing else; `line` and `bytes` are for
 * people and for relaying, `note` goes to stderr.
 */
export class Output {
  readonly json: boolean;
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  #lost = false;

  constructor(options: OutputOptions) {
    this.json = options.json;
    this.#stdout = options.stdout;
    this.#stderr = options.stderr;
    const onError = (error: NodeJS.ErrnoException): void => {
      if (this.#lost) return;
      this.#lost = true;
      options.onLost(error);
    };
    this.#stdout.on('error', onError);
    this.#stderr.on('error', onError);
  }

  /** A line for a person; nothing with `--json`. */
  line(text: string): void {
    if (!this.json) this.#write(this.#stdout, `${text}\n`);
  }

  /** The one document of `--json`; nothing without. */
  document(value: unknown): void {
    if (this.json) this.#write(this.#stdout, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** A remark beside the output, for a person; nothing with `--json`. */
  note(text: string): void {
    if (!this.json) this.error(text);
  }

  error(text: string): void {
    this.#write(this.#stderr, `${text}\n`);
  }

  /** Relays bytes as they are, in order, without waiting for the reader. */
  relay(stream: 'stdout' | 'stderr', data: Uint8Array): void {
    this.#write(stream === 'stdout' ? this.#stdout : this.#stderr, data);
  }

  /** Relays bytes to stdout as they are; settles when the reader has taken enough for more to be written, or is gone. */
  async relayAtReadersPace(data: Uint8Array): Promise<void> {
    if (this.#write(this.#stdout, data)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stdout.off('drain', done).off('close', done);
        resolve();
      };
      this.#stdout.on('drain', done).on('close', done);
    });
  }

  /** Settles when everything printed has been handed to the system, or cannot be any more. */
  async flush(): Promise<void> {
    for (const stream of [this.#stdout, this.#stderr]) {
      if (this.#lost || stream.destroyed) continue;
      await new Promise<void>((resolve) => {
        stream.once('close', resolve);
        stream.write('', () => {
          resolve();
        });
      });
    }
  }

  /** Answers whether more can be written right away. */
  #write(stream: Writable, data: string | Uint8Array): boolean {
    return this.#lost || stream.destroyed || stream.write(data);
  }
}
