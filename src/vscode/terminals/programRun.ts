import { createWriteStream } from 'node:fs';
import type { IPty } from 'node-pty';
import { loadNodePty } from './loadNodePty.ts';

export interface Program {
  readonly file: string;
  readonly argv: readonly string[];
  /** A file that gets everything that the program writes. */
  readonly transcript: string;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * A program that runs with a terminal of its own. node-pty 1.2.0-beta.15 on Linux: of what a program writes in the very
 * moment of its end, the last kilobytes may be lost (14 of 126 KB were), which a person's session does not do. Has no part of VS
 * Code, so that it can be tried alone.
 */
export class ProgramRun {
  /** As a shell would tell it. Settles when the transcript is complete. */
  readonly ended: Promise<number>;
  readonly #pty: IPty;

  /** Errors: as loadNodePty; node-pty's own if the program cannot be started. */
  static async start(program: Program, size: TerminalSize, onData: (text: string) => void): Promise<ProgramRun> {
    const { spawn } = await loadNodePty();
    const options = { name: 'xterm-256color', cols: size.columns, rows: size.rows };
    return new ProgramRun(spawn(program.file, [...program.argv], options), program.transcript, onData);
  }

  private constructor(pty: IPty, transcript: string, onData: (text: string) => void) {
    this.#pty = pty;
    const kept = createWriteStream(transcript, { flags: 'a', mode: 0o600 });
    // A full disk must not end the program.
    kept.on('error', () => undefined);
    pty.onData((text) => {
      kept.write(text);
      onData(text);
    });
    this.ended = new Promise<number>((resolve) => {
      pty.onExit(({ exitCode, signal = 0 }) => {
        kept.once('close', () => resolve(signal === 0 ? exitCode : 128 + signal));
        kept.end();
      });
    });
  }

  write(text: string): void {
    this.#pty.write(text);
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#pty.resize(columns, rows);
  }

  kill(): void {
    this.#pty.kill();
  }
}
