import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { isClosedByPerson, RememberedTerminals } from '../terminals/rememberedTerminals.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { ConsolePseudoterminal } from './consolePseudoterminal.ts';
import { terminalName } from './terminalName.ts';

interface OpenConsole {
  readonly terminal: vscode.Terminal;
  readonly pseudoterminal: ConsolePseudoterminal;
}

/** The console terminals of this window, one per VM. What was open is opened again after a reload. */
export class ConsoleTerminals implements Disposable {
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();
  /** The one last used at the end. */
  readonly #consoles = new Map<VmSession, OpenConsole>();
  /** The ids of their VMs, in the same order. */
  readonly #remembered: RememberedTerminals<string>;

  /**
   * @param memory the workspace's
   * @param report takes errors of a console that nobody waits for
   */
  constructor(memory: vscode.Memento, report: (error: unknown) => void) {
    this.#report = report;
    this.#remembered = new RememberedTerminals(memory, 'openConsoles', report);
    this.#store.add(vscode.window.onDidCloseTerminal((terminal) => this.#closed(terminal)));
    this.#store.add(vscode.window.onDidChangeActiveTerminal(() => this.#usedAnew()));
    this.#store.add(vscode.window.onDidChangeWindowState(() => this.#usedAnew()));
  }

  /** Shows a VM's console and gives it the keyboard. */
  attach(session: VmSession): void {
    const { terminal } = this.#consoles.get(session) ?? this.#open(session);
    terminal.show();
  }

  /** Opens again what was open before the window was reloaded, and takes the keyboard from nobody. */
  revive(running: readonly VmSession[]): void {
    const known = new Map(running.map((session) => [session.id, session]));
    const before = this.#remembered.openBefore.flatMap((id) => known.get(id) ?? []);
    const revived = before.filter((each) => !this.#consoles.has(each));
    const terminals = revived.map((session) => this.#open(session).terminal);
    terminals.at(-1)?.show(true);
    this.#remember();
    this.#remembered.removeDead(revived.map(({ name }) => name));
  }

  sessionOf(terminal: vscode.Terminal): VmSession | undefined {
    return [...this.#consoles].find(([, console]) => console.terminal === terminal)?.[0];
  }

  dispose(): void {
    this.#store.dispose();
    for (const { terminal } of this.#consoles.values()) terminal.dispose();
    this.#consoles.clear();
  }

  #open(session: VmSession): OpenConsole {
    const pseudoterminal = new ConsolePseudoterminal(session, () => this.#isInUse(session), this.#report);
    const terminal = vscode.window.createTerminal({
      name: terminalName(session),
      iconPath: new vscode.ThemeIcon('vm'),
      pty: pseudoterminal,
    });
    const console = { terminal, pseudoterminal };
    this.#consoles.set(session, console);
    this.#remember();
    return console;
  }

  #closed(terminal: vscode.Terminal): void {
    const session = this.sessionOf(terminal);
    if (session === undefined) return;
    this.#consoles.delete(session);
    if (isClosedByPerson(terminal)) this.#remember();
  }

  #remember(): void {
    this.#remembered.remember([...this.#consoles.keys()].map(({ id }) => id));
  }

  #isInUse(session: VmSession): boolean {
    const console = this.#consoles.get(session);
    return console !== undefined && vscode.window.activeTerminal === console.terminal && vscode.window.state.focused;
  }

  #usedAnew(): void {
    for (const [session, console] of [...this.#consoles]) {
      if (this.#isInUse(session)) {
        console.pseudoterminal.sendSize();
        this.#lastUsed(session, console);
      } else console.pseudoterminal.forgetSentSize();
    }
  }

  #lastUsed(session: VmSession, console: OpenConsole): void {
    if ([...this.#consoles.keys()].at(-1) === session) return;
    this.#consoles.delete(session);
    this.#consoles.set(session, console);
    this.#remember();
  }
}
