import * as vscode from 'vscode';
import { UserError } from '../core/common/userError.ts';

/** What a person is told. Invariant: nothing else in the extension calls `show*Message`. */
export class Messages {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /**
   * Shows why a wish could not be carried out. A UserError is one sentence and the next step; anything else is a fault of
   * ours, whose stack goes to the log. What the person cancelled is no news.
   *
   * @param doing completes "Boot Image VM could not …"
   */
  showError(error: unknown, doing: string): void {
    if (isCancellation(error)) {
      this.#log.info(`Cancelled: ${doing}.`);
    } else if (error instanceof UserError) {
      this.#log.warn(`Could not ${doing}: ${error.full}`, error.cause ?? '');
      void vscode.window.showErrorMessage(error.full);
    } else {
      this.#log.error(`Could not ${doing}.`, error);
      void this.#offerLog(`Boot Image VM could not ${doing}. The log says more.`);
    }
  }

  /** Tells what a person should know and has not asked for. */
  showWarning(sentence: string): void {
    this.#log.warn(sentence);
    void vscode.window.showWarningMessage(sentence);
  }

  /** Asks before something that cannot easily be undone. Answers whether the person said yes. */
  async confirm(question: string, detail: string, yes: string): Promise<boolean> {
    return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
  }

  /** Keeps an error that nobody waits for. */
  note(error: unknown): void {
    if (error instanceof UserError) this.#log.warn(error.full);
    else this.#log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  async #offerLog(message: string): Promise<void> {
    const showLog = 'Show Log';
    if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) this.#log.show();
  }
}

function isCancellation(error: unknown): boolean {
  if (error instanceof vscode.CancellationError) return true;
  if (error instanceof UserError) return error.reason === 'cancelled';
  return error instanceof Error && error.name === 'AbortError';
}
