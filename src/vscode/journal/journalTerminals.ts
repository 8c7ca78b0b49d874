import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.ts';
import { journalPriorities, type JournalWish } from '../../core/journal/journalFilter.ts';
import { isClosedByPerson, RememberedTerminals } from '../terminals/rememberedTerminals.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { JournalPseudoterminal } from './journalPseudoterminal.ts';

interface OpenJournal {
  readonly vmId: string;
  readonly wish: JournalWish;
}

const terminalName = ({ name }: VmSession): string => `Journal ${name}`;

/** The journal terminals of this window, one per VM. What was open is opened again after a reload. */
export class JournalTerminals implements Disposable {
  readonly #report: (error: unknown) => void;
  readonly #remembered: RememberedTerminals<OpenJournal>;
  readonly #terminals = new Map<vscode.Terminal, JournalPseudoterminal>();
  readonly #subscription: Disposable;

  /**
   * @param memory the workspace's
   * @param report takes errors that nobody waits for
   */
  constructor(memory: vscode.Memento, report: (error: unknown) => void) {
    this.#report = report;
    this.#remembered = new RememberedTerminals(memory, 'openJournals', report);
    this.#subscription = vscode.window.onDidCloseTerminal((terminal) => {
      if (this.#terminals.delete(terminal) && isClosedByPerson(terminal)) this.#remember();
    });
  }

  /** Shows a VM's journal; with a wish, only what is wanted of it. */
  show(session: VmSession, wish: JournalWish | undefined): void {
    const known = [...this.#terminals].find(([, pty]) => pty.session === session);
    if (known === undefined) {
      this.#open(session, wish ?? {}).show();
      return;
    }
    const [terminal, pty] = known;
    if (wish !== undefined) pty.show(wish);
    terminal.show();
  }

  /** Opens again what was open before the window was reloaded, and takes the keyboard from nobody. */
  revive(running: readonly VmSession[]): void {
    const shown = [...this.#terminals.values()].map(({ session }) => session);
    const revived: VmSession[] = [];
    for (const { vmId, wish } of this.#remembered.openBefore) {
      const session = running.find(({ id }) => id === vmId);
      if (session === undefined || shown.includes(session)) continue;
      this.#open(session, wish);
      revived.push(session);
    }
    this.#remember();
    this.#remembered.removeDead(revived.map(terminalName));
  }

  sessionOf(terminal: vscode.Terminal): VmSession | undefined {
    return this.#terminals.get(terminal)?.session;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const terminal of this.#terminals.keys()) terminal.dispose();
    this.#terminals.clear();
  }

  #open(session: VmSession, wish: JournalWish): vscode.Terminal {
    const pty = new JournalPseudoterminal(session, wish, {
      choose: (which, what) => {
        choosePart(which, what).catch(this.#report);
      },
      wishChanged: () => this.#remember(),
      report: this.#report,
    });
    const iconPath = new vscode.ThemeIcon('output');
    const terminal = vscode.window.createTerminal({ name: terminalName(session), iconPath, pty });
    this.#terminals.set(terminal, pty);
    this.#remember();
    return terminal;
  }

  #remember(): void {
    const all = [...this.#terminals.values()];
    this.#remembered.remember(all.map(({ session, wish }) => ({ vmId: session.id, wish })));
  }
}

async function choosePart(pty: JournalPseudoterminal, what: 'unit' | 'priority'): Promise<void> {
  const items = what === 'unit' ? unitItems(pty) : priorityItems();
  const placeHolder = what === 'unit' ? 'The journal of which unit?' : 'Only what is this grave or graver';
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  if (picked === undefined) return;
  const rest = { ...pty.wish, [what]: undefined };
  pty.show(picked.value === undefined ? rest : { ...rest, [what]: picked.value });
}

type Item = vscode.QuickPickItem & { readonly value: string | undefined };

function unitItems({ units }: JournalPseudoterminal): Item[] {
  const seen = [...units].sort(([a], [b]) => a.localeCompare(b));
  return [
    { label: 'All units', value: undefined },
    ...seen.map(([unit, count]) => ({
      label: unit,
      description: count === 1 ? '1 entry' : `${count} entries`,
      value: unit,
    })),
  ];
}

function priorityItems(): Item[] {
  const priorities = journalPriorities.map((name, number) => ({
    label: name,
    description: String(number),
    value: name,
  }));
  return [{ label: 'All priorities', value: undefined }, ...priorities];
}
