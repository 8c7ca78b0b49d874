import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { writeWhole } from '../../common/writeWhole.ts';
import type { ScreenText } from './screenText.ts';

/**
 * Keeps serial.txt: final lines as they come, and after `settle` also what is on the screen now, which the next lines
 * overwrite. So the file is complete up to the last settling, whenever the process is killed.
 *
 * Written at once and in order, so that a guest that floods its console leaves nothing waiting in memory.
 */
export class ScreenTextFile {
  readonly #file: number;
  readonly #screen: ScreenText;
  /** Length of what is final in the file. */
  #finalBytes = 0;
  #tailBytes = 0;
  #error: unknown;

  private constructor(file: number, screen: ScreenText) {
    this.#file = file;
    this.#screen = screen;
    screen.onLines((lines) => {
      this.#try(() => this.#writeFinal(lines.map(({ text }) => text)));
    });
  }

  /** Starts a new file for the text of a screen. */
  static create(path: string, screen: ScreenText): ScreenTextFile {
    return new ScreenTextFile(openSync(path, 'w'), screen);
  }

  /** Adds what is on the screen now. To be called when the console is quiet. @throws the first error of writing */
  settle(): void {
    this.#try(() => this.#writeTail(this.#screen.pendingLines().map(({ text }) => text)));
    this.#throwError();
  }

  /** Ends the screen and the file. @throws the first error of writing */
  end(): void {
    this.#screen.end();
    this.#try(() => this.#writeTail([]));
    closeSync(this.#file);
    this.#throwError();
  }

  #try(work: () => void): void {
    // After an error (a full disk) the file stays as it is.
    if (this.#error !== undefined) return;
    try {
      work();
    } catch (error) {
      this.#error = error;
    }
  }

  #throwError(): void {
    if (this.#error !== undefined) throw this.#error as Error;
  }

  #writeFinal(lines: readonly string[]): void {
    const bytes = Buffer.from(asText(lines));
    writeWhole(this.#file, bytes, this.#finalBytes);
    this.#finalBytes += bytes.length;
    this.#tailBytes = Math.max(0, this.#tailBytes - bytes.length);
  }

  #writeTail(lines: readonly string[]): void {
    const bytes = Buffer.from(asText(lines));
    writeWhole(this.#file, bytes, this.#finalBytes);
    if (this.#tailBytes > bytes.length) ftruncateSync(this.#file, this.#finalBytes + bytes.length);
    this.#tailBytes = bytes.length;
  }
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
