import * as vscode from 'vscode';
import type { Disposable } from '../../core/common/event.ts';
import { journalPriorities, type JournalWish } from '../../core/journal/journalFilter.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { JournalPseudoterminal } from './journalPseudoterminal.ts';

/** The journal terminals of this window, one per VM. */
export class JournalTerminals implements Disposable {
  readonly #report: (error: unknown) => void;
  readonly #terminals = new Map<vscode.Terminal, JournalPseudoterminal>();
  readonly #subscription: Disposable;

  /** @param report takes errors that nobody waits for */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
    this.#subscription = vscode.window.onDidCloseTerminal((terminal) => void this.#terminals.delete(terminal));
  }

  /** Shows a VM's journal; with a wish, only what is wanted of it. */
  show(session: VmSession, wish: JournalWish | undefined): void {
    const known = [...this.#terminals].find(([, pty]) => pty.session === session);
    if (known !== undefined) {
      const [terminal, pty] = known;
      if (wish !== undefined) pty.show(wish);
      terminal.show();
      return;
    }
    const choose = (pty: JournalPseudoterminal, what: 'unit' | 'priority'): void => {
      choosePart(pty, what).catch(this.#report);
    };
    const pty = new JournalPseudoterminal(session, wish ?? {}, { choose, report: this.#report });
    const name = `Journal ${session.state.profile}`;
    const terminal = vscode.window.createTerminal({ name, iconPath: new vscode.ThemeIcon('output'), pty });
    this.#terminals.set(terminal, pty);
    terminal.show();
  }

  sessionOf(terminal: vscode.Terminal): VmSession | undefined {
    return this.#terminals.get(terminal)?.session;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const terminal of this.#terminals.keys()) terminal.dispose();
    this.#terminals.clear();
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
