import { join } from 'node:path';
import { type ConsoleFiles, consoleFiles } from '../../core/artefacts/consoleFiles.ts';
import type { RunMetadata } from '../../core/artefacts/metadata.ts';
import { BootObserver, type BootObserverOptions } from '../../core/console/bootObserver.ts';
import type { ConsoleFailure } from '../../core/console/phases/bootPhase.ts';
import { CastWriter } from '../../core/console/screen/castWriter.ts';
import { ScreenText } from '../../core/console/screen/screenText.ts';
import { ScreenTextFile } from '../../core/console/screen/screenTextFile.ts';
import type { Disposable } from '../../core/common/event.ts';
import { messageOf } from '../../core/common/userError.ts';

const tickMs = 1_000;
/** After so long without a byte, what stands on the screen is written too. */
const quietMs = 500;

/** Turns the console's bytes into boot phases and failures, serial.txt and serial.cast, as they come. */
export class ConsoleRecorder implements Disposable {
  readonly observer: BootObserver;
  readonly #screen: ScreenText;
  readonly #text: ScreenTextFile | undefined;
  readonly #cast: CastWriter | undefined;
  readonly #files: ConsoleFiles;
  readonly #startedAtMs = performance.now();
  readonly #ticker: NodeJS.Timeout;
  readonly #onProblem: (text: string) => void;
  /** Bytes since the text on the screen was last written. */
  #unsettledBytes = 0;
  #lastByteAtMs = 0;

  /** `onProblem` takes what could not be written; the recording then goes on without it. */
  static create(
    runFolder: string,
    options: {
      title: string;
      startedAt: Date;
      /** What counts as a failure beside the usual, and how long a phase may be silent. */
      watch: BootObserverOptions;
      /** Default: those of the guest's console. */
      files?: ConsoleFiles;
      size?: { readonly columns: number; readonly rows: number };
      onProblem: (text: string) => void;
    },
  ): ConsoleRecorder {
    const { title, startedAt, watch, files = consoleFiles({}), size = { columns: 80, rows: 24 }, onProblem } = options;
    const screen = new ScreenText();
    const orReport = <T>(file: string, make: (path: string) => T): T | undefined => {
      try {
        return make(join(runFolder, file));
      } catch (error) {
        onProblem(`${file}: ${messageOf(error)}`);
        return undefined;
      }
    };
    return new ConsoleRecorder({
      observer: new BootObserver(watch),
      screen,
      cast: orReport(files.cast, (path) => CastWriter.create(path, { ...size, title, startedAt })),
      text: orReport(files.text, (path) => ScreenTextFile.create(path, screen)),
      files,
      onProblem,
    });
  }

  private constructor(parts: {
    observer: BootObserver;
    screen: ScreenText;
    text: ScreenTextFile | undefined;
    cast: CastWriter | undefined;
    files: ConsoleFiles;
    onProblem: (text: string) => void;
  }) {
    this.observer = parts.observer;
    this.#screen = parts.screen;
    this.#text = parts.text;
    this.#cast = parts.cast;
    this.#files = parts.files;
    this.#onProblem = parts.onProblem;
    this.#ticker = setInterval(() => this.#tick(), tickMs);
  }

  /** Milliseconds since the VM was started. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  /** What metadata.json tells of the console. */
  get seen(): Pick<RunMetadata, 'phases' | 'bootAtMs' | 'bootMs' | 'failures'> {
    const { phases, bootAtMs, bootMs, failures } = this.observer;
    return { phases, bootAtMs, ...(bootMs === undefined ? {} : { bootMs }), failures };
  }

  /** What was written before this VM was started: it belongs to no time of this run. */
  adopt(data: Buffer): void {
    this.observer.push(data);
    this.#cast?.push(data, 0);
    this.#show(data);
  }

  /** Where serial.txt shows a failure. */
  linesOf({ byteStart, byteEnd }: ConsoleFailure): { readonly firstLine: number; readonly lastLine: number } {
    return this.#screen.linesBetween(byteStart, byteEnd);
  }

  push(data: Buffer): void {
    const atMs = this.elapsedMs;
    this.#lastByteAtMs = atMs;
    this.observer.push(data, atMs);
    this.#cast?.push(data, atMs);
    this.#show(data);
  }

  /** The machine is gone: what is left on the screen is written, and the files are closed. */
  end(): void {
    clearInterval(this.#ticker);
    this.observer.markStopped(this.elapsedMs);
    this.#try(this.#files.text, () => this.#text?.end());
    this.#try(this.#files.cast, () => this.#cast?.end());
  }

  dispose(): void {
    clearInterval(this.#ticker);
  }

  #show(data: Buffer): void {
    this.#unsettledBytes += data.length;
    this.#screen.push(data);
  }

  #tick(): void {
    this.observer.tick(this.elapsedMs);
    if (this.#unsettledBytes === 0 || this.elapsedMs - this.#lastByteAtMs < quietMs) return;
    this.#unsettledBytes = 0;
    this.#try(this.#files.text, () => this.#text?.settle());
  }

  #try(file: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onProblem(`${file}: ${messageOf(error)}`);
    }
  }
}
