import { randomBytes } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { IPty } from 'node-pty';
import { heldProgram } from './heldProgram.ts';
import { HeldProgramReader } from './heldProgramReader.ts';
import { loadNodePty } from './loadNodePty.ts';

export interface Program {
  readonly file: string;
  readonly argv: readonly string[];
  /** Where it runs; default: where this program does. */
  readonly folder?: string;
  /** A file that gets every byte that the program writes. */
  readonly transcript: string;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

interface ProgramRunOptions {
  readonly size: TerminalSize;
  /** Takes what the program writes, as it comes. */
  readonly onData: (data: Buffer) => void;
  /** The transcript could not be written; the program runs on. */
  readonly onProblem?: (error: Error) => void;
}

/** A program that runs with a terminal of its own, which controls it. Has no part of VS Code. */
export class ProgramRun {
  /** As a shell would tell it: 128 and the signal. Settles when the transcript is complete. */
  readonly ended: Promise<number>;
  readonly #pty: IPty;

  /** Errors: as loadNodePty; node-pty's own if there is no terminal left. A program that is not there ends with 127. */
  static async start(program: Program, options: ProgramRunOptions): Promise<ProgramRun> {
    const { spawn } = await loadNodePty();
    const nonce = randomBytes(12).toString('hex');
    const [shell = 'sh', ...argv] = heldProgram([program.file, ...program.argv], nonce);
    const { columns, rows } = options.size;
    const pty = spawn(shell, argv, {
      name: 'xterm-256color',
      cols: columns,
      rows,
      // Bytes as they are: what is no UTF-8 is evidence too.
      encoding: null,
      env: childEnvironment(),
      ...(program.folder === undefined ? {} : { cwd: program.folder }),
    });
    const transcript = createWriteStream(program.transcript, { flags: 'a', mode: 0o600 });
    // A full disk must not end the program.
    transcript.on('error', (error) => options.onProblem?.(error));
    return new ProgramRun(pty, { transcript, reader: new HeldProgramReader(nonce), onData: options.onData });
  }

  private constructor(
    pty: IPty,
    parts: { transcript: WriteStream; reader: HeldProgramReader; onData: (data: Buffer) => void },
  ) {
    this.#pty = pty;
    const { transcript, reader, onData } = parts;
    const take = (data: Buffer): void => {
      if (data.length === 0) return;
      transcript.write(data);
      onData(data);
    };
    this.ended = new Promise<number>((resolve) => {
      let isOver = false;
      const end = (exitStatus: number): void => {
        isOver = true;
        transcript.once('close', () => resolve(exitStatus));
        transcript.end();
      };
      // node-pty's types know strings alone.
      pty.onData((chunk: unknown) => {
        if (isOver) return;
        const { data, exitStatus } = reader.push(chunk as Buffer);
        take(data);
        if (exitStatus === undefined) return;
        end(exitStatus);
        pty.kill('SIGHUP');
      });
      pty.onExit(({ exitCode, signal = 0 }) => {
        if (isOver) return;
        take(reader.rest());
        end(signal === 0 ? exitCode : 128 + signal);
      });
    });
  }

  write(keys: string | Buffer): void {
    this.#pty.write(keys);
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#pty.resize(columns, rows);
  }

  /** As when a terminal is closed: SIGHUP. */
  kill(): void {
    this.#pty.kill();
  }
}

/** VS Code's own program runs as Node by a variable that is no business of its children. */
function childEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  return environment;
}
