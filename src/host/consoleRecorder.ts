import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BootObserver } from '../core/console/bootObserver.ts';
import { CastWriter } from '../core/console/castWriter.ts';
import { ScreenText } from '../core/console/screenText.ts';
import type { Disposable } from '../core/common/event.ts';
import { messageOf } from '../core/common/userError.ts';

const tickMs = 1_000;

/** Turns the console's bytes into boot phases and failures, serial.txt and serial.cast, as they come. */
export class ConsoleRecorder implements Disposable {
  readonly observer = new BootObserver();
  readonly #screen = new ScreenText();
  readonly #screenFile: string;
  readonly #cast: CastWriter | undefined;
  readonly #startedAtMs = performance.now();
  readonly #ticker: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  /** `onProblem` takes what could not be written; the recording then goes on without it. */
  static async create(
    runFolder: string,
    options: { title: string; startedAt: Date; onProblem: (text: string) => void },
  ): Promise<ConsoleRecorder> {
    const { title, startedAt, onProblem } = options;
    const cast = await CastWriter.create(join(runFolder, 'serial.cast'), {
      columns: 80,
      rows: 24,
      title,
      startedAt,
    }).catch((error: unknown) => {
      onProblem(`serial.cast: ${messageOf(error)}`);
      return undefined;
    });
    return new ConsoleRecorder(runFolder, cast, onProblem);
  }

  private constructor(
    runFolder: string,
    cast: CastWriter | undefined,
    private readonly onProblem: (text: string) => void,
  ) {
    this.#screenFile = join(runFolder, 'serial.txt');
    this.#cast = cast;
    this.#screen.onLines((lines) => {
      const text = lines.map((line) => `${line.text}\n`).join('');
      this.#writing = this.#writing
        .then(async () => await appendFile(this.#screenFile, text))
        .catch(this.#report('serial.txt'));
    });
    this.#ticker = setInterval(() => this.observer.tick(this.elapsedMs), tickMs);
  }

  /** Milliseconds since the VM was started. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  push(data: Buffer): void {
    const atMs = this.elapsedMs;
    this.observer.push(data, atMs);
    this.#cast?.push(data, atMs);
    void this.#screen.push(data);
  }

  /** The machine is gone: what is left on the screen is written, and the files are closed. */
  async end(): Promise<void> {
    clearInterval(this.#ticker);
    this.observer.markStopped(this.elapsedMs);
    await this.#screen.end();
    await this.#writing;
    await this.#cast?.end().catch(this.#report('serial.cast'));
  }

  dispose(): void {
    clearInterval(this.#ticker);
  }

  #report(file: string): (error: unknown) => void {
    return (error) => this.onProblem(`${file}: ${messageOf(error)}`);
  }
}
