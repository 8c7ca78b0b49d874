import { closeSync, openSync } from 'node:fs';
import { writeWhole } from '../../common/writeWhole.ts';

/** Output within so long is one event: a UART brings it byte by byte, and nobody sees the difference. */
const eventMs = 10;

export interface CastOptions {
  readonly columns: number;
  readonly rows: number;
  readonly title?: string;
  /** When the recording began; Unix time in seconds is written. */
  readonly startedAt?: Date;
}

/**
 * Records the console with times, as asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/): a header, then one
 * `[seconds, "o", text]` per line. Appended as it happens; a file that was cut off anywhere plays up to there.
 *
 * Written at once and in order, so that a guest that floods its console leaves nothing waiting in memory.
 */
export class CastWriter {
  readonly #file: number;
  readonly #decoder = new TextDecoder('utf-8');
  /** The event that more output may still belong to. */
  #event: { readonly atMs: number; text: string; readonly timer: NodeJS.Timeout } | undefined;
  #length = 0;
  #error: unknown;
  #lastSeconds = 0;
  #lastPushMs = 0;

  private constructor(file: number) {
    this.#file = file;
  }

  /** Begins a recording in a new file. */
  static create(path: string, options: CastOptions): CastWriter {
    const writer = new CastWriter(openSync(path, 'w'));
    const { columns: width, rows: height, title, startedAt } = options;
    const timestamp = startedAt === undefined ? {} : { timestamp: Math.floor(startedAt.getTime() / 1000) };
    writer.#append({ version: 2, width, height, ...timestamp, ...(title === undefined ? {} : { title }) });
    return writer;
  }

  /** Adds console output. @param atMs milliseconds since the recording began */
  push(chunk: Buffer, atMs: number): void {
    const text = this.#decoder.decode(chunk, { stream: true });
    this.#lastPushMs = atMs;
    if (text === '') return;
    if (this.#event !== undefined && atMs - this.#event.atMs > eventMs) this.#endEvent();
    this.#event ??= { atMs, text: '', timer: setTimeout(() => this.#endEvent(), eventMs) };
    this.#event.text += text;
  }

  /** Everything so far is in the file then. @throws the first error of writing */
  flush(): void {
    this.#endEvent();
    if (this.#error !== undefined) throw this.#error as Error;
  }

  /** Ends the recording. @throws the first error of writing */
  end(): void {
    this.#endEvent();
    this.#addEvent(this.#lastPushMs, this.#decoder.decode());
    closeSync(this.#file);
    this.flush();
  }

  #endEvent(): void {
    if (this.#event === undefined) return;
    const { atMs, text, timer } = this.#event;
    clearTimeout(timer);
    this.#event = undefined;
    this.#addEvent(atMs, text);
  }

  #addEvent(atMs: number, text: string): void {
    // Players want times that do not go back.
    this.#lastSeconds = Math.max(this.#lastSeconds, atMs / 1000);
    if (text !== '') this.#append([Number(this.#lastSeconds.toFixed(6)), 'o', text]);
  }

  #append(line: unknown): void {
    // After an error (a full disk) the recording stays as it is.
    if (this.#error !== undefined) return;
    try {
      const data = Buffer.from(`${JSON.stringify(line)}\n`);
      writeWhole(this.#file, data, this.#length);
      this.#length += data.length;
    } catch (error) {
      this.#error = error;
    }
  }
}
