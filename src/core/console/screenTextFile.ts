import { open, type FileHandle } from 'node:fs/promises';
import type { ScreenText } from './screenText.ts';

/**
 * Keeps serial.txt: final lines as they come, and after `settle` also what is on the screen now, which the next lines
 * overwrite. So the file is complete up to the last settling, whenever the process is killed.
 */
export class ScreenTextFile {
  readonly #file: FileHandle;
  readonly #screen: ScreenText;
  #waiting: string[] = [];
  /** Length of what is final in the file. */
  #finalBytes = 0;
  #tailBytes = 0;
  #work: Promise<void> = Promise.resolve();
  #error: unknown;

  private constructor(file: FileHandle, screen: ScreenText) {
    this.#file = file;
    this.#screen = screen;
    screen.onLines((lines) => {
      for (const { text } of lines) this.#waiting.push(text);
      this.#enqueue(async () => await this.#writeFinal());
    });
  }

  /** Starts a new file for the text of a screen. */
  static async create(path: string, screen: ScreenText): Promise<ScreenTextFile> {
    return new ScreenTextFile(await open(path, 'w'), screen);
  }

  /** Adds what is on the screen now. To be called when the console is quiet. @throws the first error of writing */
  async settle(): Promise<void> {
    this.#enqueue(async () => {
      await this.#writeFinal();
      await this.#writeTail(this.#screen.pendingLines().map(({ text }) => text));
    });
    await this.flush();
  }

  /** Waits until everything final is in the file. @throws the first error of writing */
  async flush(): Promise<void> {
    await this.#work;
    if (this.#error !== undefined) throw this.#error as Error;
  }

  /** Ends the screen and the file. @throws the first error of writing */
  async end(): Promise<void> {
    await this.#screen.end();
    this.#enqueue(async () => {
      await this.#writeFinal();
      await this.#writeTail([]);
    });
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      // After an error (a full disk) the file stays as it is.
      if (this.#error !== undefined) return;
      try {
        await work();
      } catch (error) {
        this.#error = error;
      }
    });
  }

  async #writeFinal(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.from(asText(this.#waiting));
    this.#waiting = [];
    await this.#writeAt(bytes, this.#finalBytes);
    this.#finalBytes += bytes.length;
    this.#tailBytes = Math.max(0, this.#tailBytes - bytes.length);
  }

  /** One write may take only a part, on a full disk for one; the next then says why. */
  async #writeAt(bytes: Buffer, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  async #writeTail(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(asText(lines));
    await this.#writeAt(bytes, this.#finalBytes);
    if (this.#tailBytes > bytes.length) await this.#file.truncate(this.#finalBytes + bytes.length);
    this.#tailBytes = bytes.length;
  }
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
