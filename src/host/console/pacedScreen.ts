import type { ScreenText } from '../../core/console/screenText.ts';

/** Bytes of the console's log, by offset, as far as they have come. */
export type ConsoleHistory = (offset: number, maxBytes: number) => Buffer;

const pieceBytes = 65_536;

/**
 * Gives a screen the console's bytes no faster than it takes them: a guest may draw faster than the emulator. What has not
 * been given yet is not held in memory but read from the log when its turn comes.
 */
export class PacedScreen {
  readonly #screen: ScreenText;
  readonly #history: ConsoleHistory;
  /** Bytes that the screen was given … */
  #given = 0;
  /** … of those that have come. */
  #come = 0;
  #work: Promise<void> | undefined;

  constructor(screen: ScreenText, history: ConsoleHistory) {
    this.#screen = screen;
    this.#history = history;
  }

  get isBehind(): boolean {
    return this.#work !== undefined;
  }

  /** `data` is in the history by now. */
  push(data: Buffer): void {
    this.#come += data.length;
    if (this.#work !== undefined) return;
    this.#given = this.#come;
    this.#await(this.#screen.push(data));
  }

  /** Settles when the screen has been given everything and taken it. */
  async caughtUp(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  #await(taking: Promise<void> | undefined): void {
    if (taking === undefined) return;
    this.#work = taking.then(async () => await this.#catchUp());
  }

  async #catchUp(): Promise<void> {
    while (this.#given < this.#come) {
      const data = this.#history(this.#given, Math.min(pieceBytes, this.#come - this.#given));
      // A log that could not be written, on a full disk, has a gap at its end; there is nothing to show of it.
      if (data.length === 0) break;
      this.#given += data.length;
      await this.#screen.push(data);
    }
    this.#given = this.#come;
    this.#work = undefined;
  }
}
