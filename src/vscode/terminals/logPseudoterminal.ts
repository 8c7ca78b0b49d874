import * as vscode from 'vscode';

/** Text that comes from elsewhere, in the integrated terminal. It takes no input, and closing it ends nothing. */
export class LogPseudoterminal implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  /** What came before `open`, whose events would be lost. */
  #early: string[] | undefined = [];

  readonly onDidWrite = this.#written.event;

  open(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const text of early) this.#written.fire(text);
  }

  close(): void {
    this.#written.dispose();
  }

  append(text: string): void {
    const shown = text.replaceAll(/\r?\n/g, '\r\n');
    if (this.#early === undefined) this.#written.fire(shown);
    else this.#early.push(shown);
  }
}
