import headless from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { Emitter, type Event } from '../../../src/core/common/event.ts';
import { type ShownText, terminalShows } from './terminalShows.ts';

/** A program in a real terminal emulator, which answers by itself what it is asked. */
export class AnsweringTerminal implements ShownText {
  readonly #pty: IPty;
  readonly #screen = new headless.Terminal({ cols: 97, rows: 33, allowProposedApi: true });
  readonly #changed = new Emitter<undefined>();
  readonly #said: string[] = [];
  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor(file: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
    this.#pty = spawn(file, [...argv], { cols: 97, rows: 33, env: { ...process.env, ...env } });
    this.#pty.onData((data) => this.#screen.write(data, () => this.#changed.fire(undefined)));
    // The emulator's own answers come here, as keys would.
    this.#screen.onData((answer) => {
      this.#said.push(answer);
      this.#pty.write(answer);
    });
  }

  /** What it has said of itself. */
  get said(): readonly string[] {
    return this.#said;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** What stands on it, and what has scrolled away. */
  get text(): string {
    const { active } = this.#screen.buffer;
    return Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join(
      '\n',
    );
  }

  /** Waits until it shows a text. */
  async shows(what: RegExp, timeoutMs: number): Promise<void> {
    await terminalShows(this, what, timeoutMs);
  }

  close(): void {
    this.#pty.kill('SIGKILL');
    this.#screen.dispose();
  }
}
