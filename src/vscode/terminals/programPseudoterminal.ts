import * as vscode from 'vscode';
import { messageOf } from '../../core/common/userError.ts';
import { type Program, ProgramRun, type TerminalSize } from '../../host/terminal/programRun.ts';

interface ProgramPseudoterminalOptions {
  /** Asked for anew each time it is started; its error is shown. */
  readonly program: () => Promise<Program>;
  /** In place of starting it at once: why it does not run, in a sentence. */
  readonly ended?: string;
  /** What Enter does once it has ended: `to connect again`. */
  readonly again: string;
  /** Takes errors that nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** A program in the integrated terminal. Its end leaves the text standing, and Enter starts it again; closing ends it. */
export class ProgramPseudoterminal implements vscode.Pseudoterminal {
  readonly #options: ProgramPseudoterminalOptions;
  readonly #written = new vscode.EventEmitter<string>();
  #run: ProgramRun | undefined;
  #isStarting = false;
  #size: TerminalSize = { columns: 80, rows: 24 };
  #isClosed = false;

  readonly onDidWrite = this.#written.event;

  constructor(options: ProgramPseudoterminalOptions) {
    this.#options = options;
  }

  open(size: vscode.TerminalDimensions | undefined): void {
    if (size !== undefined) this.setDimensions(size);
    const { ended } = this.#options;
    if (ended === undefined) void this.#start();
    else this.#tellEnd(ended);
  }

  close(): void {
    this.#isClosed = true;
    this.#run?.kill();
    this.#written.dispose();
  }

  setDimensions(size: vscode.TerminalDimensions): void {
    this.#size = size;
    this.#run?.resize(size);
  }

  handleInput(data: string): void {
    if (this.#run !== undefined) this.#run.write(data);
    else if (data === '\r') void this.#start();
  }

  async #start(): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      const program = await this.#options.program();
      if (this.#isClosed) return;
      const exitStatus = await this.#runOnce(program);
      this.#tellEnd(`Ended with exit status ${String(exitStatus)}; kept in ${program.transcript}.`);
    } catch (error) {
      this.#options.report(error);
      this.#tellEnd(messageOf(error));
    } finally {
      this.#isStarting = false;
    }
  }

  async #runOnce(program: Program): Promise<number> {
    const decoder = new TextDecoder();
    const run = await ProgramRun.start(program, {
      size: this.#size,
      onData: (data) => this.#written.fire(decoder.decode(data, { stream: true })),
      onProblem: this.#options.report,
    });
    this.#run = run;
    if (this.#isClosed) run.kill();
    try {
      return await run.ended;
    } finally {
      this.#run = undefined;
    }
  }

  #tellEnd(sentence: string): void {
    this.#written.fire(`\r\n\u001b[7m${sentence} Press Enter ${this.#options.again}.\u001b[0m\r\n`);
  }
}
