import * as vscode from 'vscode';
import { messageOf } from '../../core/common/userError.ts';
import { type Program, ProgramRun, type TerminalSize } from '../../host/terminal/programRun.ts';

/** A program in the integrated terminal. Its end leaves the text standing; closing the terminal ends it. */
export class ProgramPseudoterminal implements vscode.Pseudoterminal {
  readonly #program: Program;
  readonly #report: (error: unknown) => void;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #decoder = new TextDecoder();
  #run: ProgramRun | undefined;
  #size: TerminalSize = { columns: 80, rows: 24 };
  #isClosed = false;

  readonly onDidWrite = this.#written.event;

  /** @param report takes errors that nobody waits for */
  constructor(program: Program, report: (error: unknown) => void) {
    this.#program = program;
    this.#report = report;
  }

  open(size: vscode.TerminalDimensions | undefined): void {
    if (size !== undefined) this.setDimensions(size);
    this.#start().catch((error: unknown) => {
      this.#report(error);
      this.#written.fire(`${messageOf(error)}\r\n`);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#run?.kill();
  }

  setDimensions(size: vscode.TerminalDimensions): void {
    this.#size = size;
    this.#run?.resize(size);
  }

  handleInput(data: string): void {
    this.#run?.write(data);
  }

  async #start(): Promise<void> {
    const run = await ProgramRun.start(this.#program, {
      size: this.#size,
      onData: (data) => this.#written.fire(this.#decoder.decode(data, { stream: true })),
      onProblem: this.#report,
    });
    this.#run = run;
    if (this.#isClosed) run.kill();
    const exitStatus = await run.ended;
    this.#run = undefined;
    this.#written.fire(`\r\n[ended with exit status ${String(exitStatus)}; kept in ${this.#program.transcript}]\r\n`);
  }
}
