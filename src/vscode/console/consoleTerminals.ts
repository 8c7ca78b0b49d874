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

/** In the workspace's memory: the ids of the VMs whose consoles are open, the one last used at the end. */
const memoryKey = 'openConsoles';

/** What VS Code (1.105) has for the process of a terminal that an extension fills. */
const noProcess = -1;

/**
 * The console terminals of this window, one per VM. VS Code takes an extension's terminals away when the window is reloaded
 * or the extension host ends, so which were open is remembered, and they are opened again.
 */
export class ConsoleTerminals implements Disposable {
  readonly #memory: vscode.Memento;
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();
  /** The one last used at the end. */
  readonly #consoles = new Map<VmSession, OpenConsole>();
  readonly #openBefore: readonly string[];
  /** None of them is one of this extension host's. */
  readonly #terminalsBefore = vscode.window.terminals;

  /**
   * @param memory the workspace's
   * @param report takes errors of a console that nobody waits for
   */
  constructor(memory: vscode.Memento, report: (error: unknown) => void) {
    this.#memory = memory;
    this.#report = report;
    this.#openBefore = memory.get<readonly string[]>(memoryKey, []);
    this.#store.add(vscode.window.onDidCloseTerminal((terminal) => this.#closed(terminal)));
    this.#store.add(vscode.window.onDidChangeActiveTerminal(() => this.#usedAnew()));
    this.#store.add(vscode.window.onDidChangeWindowState(() => this.#usedAnew()));
  }

  /** Shows a VM's console and gives it the keyboard. */
  attach(session: VmSession): vscode.Terminal {
    const { terminal } = this.#consoles.get(session) ?? this.#open(session);
    terminal.show();
    return terminal;
  }

  /** Opens again what was open before the window was reloaded, and takes the keyboard from nobody. */
  revive(running: readonly VmSession[]): void {
    const known = new Map(running.map((session) => [session.id, session]));
    const revived = this.#openBefore.flatMap((id) => known.get(id) ?? []).filter((each) => !this.#consoles.has(each));
    const terminals = revived.map((session) => this.#open(session).terminal);
    terminals.at(-1)?.show(true);
    this.#remember();
    for (const { state } of revived) this.#removeDead(state.profile);
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
      name: terminalName(session.state),
      iconPath: new vscode.ThemeIcon('vm'),
      pty: pseudoterminal,
    });
    const console = { terminal, pseudoterminal };
    this.#consoles.set(session, console);
    this.#remember();
    return console;
  }

  /** Of an extension host that crashed or was killed, terminals stay that show nothing new and take no keys. */
  #removeDead(profile: string): void {
    for (const terminal of this.#terminalsBefore) {
      const { name } = terminal.creationOptions;
      if (name !== profile && name?.startsWith(`${profile} (`) !== true) continue;
      // A shell that happens to have this name has a process.
      terminal.processId.then((pid) => {
        if (pid === noProcess) terminal.dispose();
      }, this.#report);
    }
  }

  #closed(terminal: vscode.Terminal): void {
    const session = this.sessionOf(terminal);
    if (session === undefined) return;
    this.#consoles.delete(session);
    // When the window goes, nobody has closed it.
    if (terminal.exitStatus?.reason !== vscode.TerminalExitReason.Shutdown) this.#remember();
  }

  #remember(): void {
    const ids = [...this.#consoles.keys()].map(({ id }) => id);
    this.#memory.update(memoryKey, ids).then(undefined, this.#report);
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
