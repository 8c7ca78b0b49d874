import { fstatSync } from 'node:fs';
import type { Disposable } from '../core/common/event.ts';
import type { TerminalSize } from '../host/terminal/programRun.ts';

interface Typed {
  readonly onKeys: (keys: Buffer) => void;
  readonly onSize: (size: TerminalSize) => void;
}

/** Where there is no terminal, and for one that does not tell its size. */
const usualSize: TerminalSize = { columns: 80, rows: 24 };
/** What a person types for the end of the input (VEOF): it ends a line that was begun, or else the input. */
const endOfInput = '\x04';

/**
 * The terminal that a person runs this program in, given to another program: every key is that one's. Without a terminal
 * what comes on stdin is typed, and the end of a pipe or a file too. Disposing restores the terminal.
 */
export class HarnessTerminal implements Disposable {
  readonly #typed: Typed;
  #isInLine = false;

  constructor(typed: Typed) {
    this.#typed = typed;
    const { stdin, stdout } = process;
    if (stdin.isTTY) {
      // process.exit runs no `finally`.
      process.on('exit', this.#restore);
      stdin.setRawMode(true);
    }
    stdin.on('data', this.#onKeys);
    stdin.on('end', this.#onEnd);
    // A closed stdin is no reason to end.
    stdin.on('error', ignore);
    stdout.on('resize', this.#onResize);
  }

  static get size(): TerminalSize {
    const { columns, rows } = process.stdout;
    return columns > 0 && rows > 0 ? { columns, rows } : usualSize;
  }

  dispose(): void {
    process.off('exit', this.#restore);
    this.#restore();
    process.stdin.off('data', this.#onKeys);
    process.stdin.off('end', this.#onEnd);
    process.stdin.pause();
    process.stdout.off('resize', this.#onResize);
  }

  readonly #restore = (): void => {
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
  };

  readonly #onKeys = (keys: Buffer): void => {
    this.#isInLine = !/[\r\n]$/.test(keys.toString('latin1'));
    this.#typed.onKeys(keys);
  };

  /** At /dev/null nobody has typed anything: a program that takes single keys, such as QEMU, would get one. */
  readonly #onEnd = (): void => {
    if (!fstatSync(0).isCharacterDevice()) this.#typed.onKeys(Buffer.from(endOfInput.repeat(this.#isInLine ? 2 : 1)));
  };

  readonly #onResize = (): void => this.#typed.onSize(HarnessTerminal.size);
}

const ignore = (): void => undefined;
