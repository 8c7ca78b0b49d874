import { type IPty, spawn } from 'node-pty';
import { Emitter, type Event } from '../../../src/core/common/event.ts';
import { type ShownText, terminalShows } from './terminalShows.ts';

/** A shell command in a pseudo-terminal of 33 rows and 97 columns, as a person has it before them. */
export class PersonsTerminal implements ShownText {
  readonly #pty: IPty;
  readonly #changed = new Emitter<undefined>();
  #text = '';
  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor(command: string, env: Readonly<Record<string, string>> = {}) {
    this.#pty = spawn('sh', ['-c', command], { cols: 97, rows: 33, env: { ...process.env, ...env } });
    this.#pty.onData((data) => {
      this.#text += data;
      this.#changed.fire(undefined);
    });
  }

  /** All that was shown so far. */
  get text(): string {
    return this.#text;
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  /** Waits until the terminal has shown a text. */
  async shows(what: string | RegExp, timeoutMs: number): Promise<void> {
    await terminalShows(this, what, timeoutMs);
  }

  close(): void {
    this.#pty.kill('SIGKILL');
  }
}
