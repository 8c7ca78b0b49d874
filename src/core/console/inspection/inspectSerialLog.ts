import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { UserError } from '../../common/userError.ts';
import { BootObserver } from '../bootObserver.ts';
import type { CustomFailurePattern } from '../failures/failurePattern.ts';
import { ScreenText } from '../screen/screenText.ts';
import { serialLogEnd } from './serialLogEnd.ts';
import type { SerialLogInspection } from './serialLogInspection.ts';

export interface InspectOptions {
  /** Gets the clean text, line by line; it is not ended. */
  readonly text?: Writable;
  /** A new one, that reads the text then; it knows afterwards which lines belong to which bytes. */
  readonly screen?: ScreenText;
  readonly patterns?: readonly CustomFailurePattern[];
  /** Default true: a log from anywhere may be a terminal's, with QEMU's own words. */
  readonly showsQemu?: boolean;
}

/**
 * Reads a whole serial log, from a file or a stream, with bounded memory.
 *
 * @throws UserError where the file cannot be read
 */
export async function inspectSerialLog(
  source: string | AsyncIterable<Buffer>,
  options: InspectOptions = {},
): Promise<SerialLogInspection> {
  const { patterns = [], showsQemu = true } = options;
  const observer = new BootObserver({ patterns, showsQemu });
  const text = options.text === undefined ? undefined : new TextSink(options.text, options.screen ?? new ScreenText());
  for await (const chunk of typeof source === 'string' ? readFile(source) : source) {
    observer.push(chunk);
    await text?.push(chunk);
  }
  observer.end();
  await text?.end();
  return {
    bytes: observer.bytes,
    boots: observer.boots,
    failures: observer.failures,
    droppedFailures: observer.droppedFailures,
    logins: observer.logins,
    failedUnits: observer.failedUnits,
    end: serialLogEnd(observer),
  };
}

async function* readFile(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code;
    if (why === undefined) throw cause;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'permission denied',
    };
    throw new UserError('usage', `The serial log ${path} cannot be read: ${reasons[why] ?? why}.`, {
      next: 'Name a file that holds what a guest wrote to its serial console.',
      cause,
    });
  }
}

/** Writes screen text to a stream, no faster than it takes it. */
class TextSink {
  readonly #writable: Writable;
  readonly #screen: ScreenText;
  #waiting: string[] = [];

  constructor(writable: Writable, screen: ScreenText) {
    this.#writable = writable;
    this.#screen = screen;
    this.#screen.onLines((lines) => {
      for (const line of lines) this.#waiting.push(line.text, '\n');
    });
  }

  async push(chunk: Buffer): Promise<void> {
    this.#screen.push(chunk);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#screen.end();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join('');
    this.#waiting = [];
    if (!this.#writable.write(text)) await once(this.#writable, 'drain');
  }
}
