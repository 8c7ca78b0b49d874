import * as vscode from 'vscode';

/** What VS Code (1.105) has for the process of a terminal that an extension fills. */
const noProcess = -1;

/**
 * Which terminals of one kind are open, in the workspace's memory. VS Code takes an extension's terminals away when the
 * window is reloaded or the extension host ends, so whoever has some opens them again.
 */
export class RememberedTerminals<T> {
  readonly #memory: vscode.Memento;
  readonly #key: string;
  readonly #report: (error: unknown) => void;
  /** None of them is one of this extension host's. */
  readonly #terminalsBefore = vscode.window.terminals;

  /** What was open when the last extension host ended, as it was remembered. */
  readonly openBefore: readonly T[];

  /**
   * @param memory the workspace's
   * @param report takes errors that nobody waits for
   */
  constructor(memory: vscode.Memento, key: string, report: (error: unknown) => void) {
    this.#memory = memory;
    this.#key = key;
    this.#report = report;
    this.openBefore = memory.get<readonly T[]>(key, []);
  }

  remember(open: readonly T[]): void {
    this.#memory.update(this.#key, open).then(undefined, this.#report);
  }

  /** Of an extension host that crashed or was killed, terminals stay that show nothing new and take no keys. */
  removeDead(names: readonly string[]): void {
    for (const terminal of this.#terminalsBefore) {
      const name = terminal.creationOptions.name ?? '';
      // What follows in brackets is how it stood then.
      if (!names.some((each) => name === each || name.startsWith(`${each} (`))) continue;
      // A shell that happens to have this name has a process.
      terminal.processId.then((pid) => {
        if (pid === noProcess) terminal.dispose();
      }, this.#report);
    }
  }
}

/** When the window goes, nobody has closed its terminals. */
export function isClosedByPerson({ exitStatus }: vscode.Terminal): boolean {
  return exitStatus?.reason !== vscode.TerminalExitReason.Shutdown;
}
