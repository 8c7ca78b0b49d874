import { type IPty, spawn } from 'node-pty';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';

/** A shell command in a pseudo-terminal of 33 rows and 97 columns, as a person has it before them. */
export class PersonsTerminal {
  readonly #pty: IPty;
  readonly #changed = new Emitter<string>();
  #text = '';

  constructor(command: string, env: Readonly<Record<string, string>> = {}) {
    this.#pty = spawn('sh', ['-c', command], { cols: 97, rows: 33, env: { ...process.env, ...env } });
    this.#pty.onData((data) => {
      this.#text += data;
      this.#changed.fire(this.#text);
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
    const deadline = new Deadline(`the terminal to show ${String(what)}`, timeoutMs);
    const isThere = (text: string): boolean => {
      deadline.lastSaw = JSON.stringify(text.slice(-500));
      return typeof what === 'string' ? text.includes(what) : what.test(text);
    };
    if (!isThere(this.#text)) await deadline.event(this.#changed.event, isThere);
  }

  close(): void {
    this.#pty.kill('SIGKILL');
  }
}
