import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { ConsolePseudoterminal } from './consolePseudoterminal.ts';
import { terminalName } from './terminalName.ts';

interface OpenConsole {
  readonly terminal: vscode.Terminal;
  readonly pseudoterminal: ConsolePseudoterminal;
}

/** The console terminals of this window, one per VM. */
export class ConsoleTerminals implements Disposable {
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();
  readonly #consoles = new Map<VmSession, OpenConsole>();

  /** @param report takes errors of a console that nobody waits for */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
    this.#store.add(
      vscode.window.onDidCloseTerminal((terminal) => {
        for (const [session, console] of this.#consoles) {
          if (console.terminal === terminal) this.#consoles.delete(session);
        }
      }),
    );
    this.#store.add(vscode.window.onDidChangeActiveTerminal(() => this.#usedAnew()));
    this.#store.add(vscode.window.onDidChangeWindowState(() => this.#usedAnew()));
  }

  /** Shows a VM's console and gives it the keyboard. */
  attach(session: VmSession): vscode.Terminal {
    const known = this.#consoles.get(session);
    if (known !== undefined) {
      known.terminal.show();
      return known.terminal;
    }
    const pseudoterminal = new ConsolePseudoterminal(session, () => this.#isInUse(session), this.#report);
    const terminal = vscode.window.createTerminal({
      name: terminalName(session.state),
      iconPath: new vscode.ThemeIcon('vm'),
      pty: pseudoterminal,
    });
    this.#consoles.set(session, { terminal, pseudoterminal });
    terminal.show();
    return terminal;
  }

  sessionOf(terminal: vscode.Terminal): VmSession | undefined {
    return [...this.#consoles].find(([, console]) => console.terminal === terminal)?.[0];
  }

  dispose(): void {
    this.#store.dispose();
    for (const { terminal } of this.#consoles.values()) terminal.dispose();
    this.#consoles.clear();
  }

  #isInUse(session: VmSession): boolean {
    const console = this.#consoles.get(session);
    return console !== undefined && vscode.window.activeTerminal === console.terminal && vscode.window.state.focused;
  }

  #usedAnew(): void {
    for (const [session, { pseudoterminal }] of this.#consoles) {
      if (this.#isInUse(session)) pseudoterminal.sendSize();
      else pseudoterminal.forgetSentSize();
    }
  }
}
