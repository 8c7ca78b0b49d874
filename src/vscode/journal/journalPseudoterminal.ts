import * as vscode from 'vscode';
import type { JournalEntry } from '../../core/journal/journalEntry.ts';
import { journalFilter, type JournalWish } from '../../core/journal/journalFilter.ts';
import { followJournal } from '../../host/client/followJournal.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { journalTerminalText } from './journalTerminalText.ts';

const writeAfterMs = 50;
/** A terminal keeps a thousand lines unless it is told otherwise; what it would throw away again need not be written. */
const maxWaitingLines = 5_000;

interface JournalPseudoterminalOptions {
  readonly choose: (terminal: JournalPseudoterminal, what: 'unit' | 'priority') => void;
  readonly wishChanged: () => void;
  readonly report: (error: unknown) => void;
}

/**
 * A VM's journal in the integrated terminal, from its first entry and then live. `u` and `p` choose a unit and a priority;
 * what is shown then begins anew. Closing it ends nothing.
 */
export class JournalPseudoterminal implements vscode.Pseudoterminal {
  readonly session: VmSession;
  readonly #options: JournalPseudoterminalOptions;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #units = new Map<string, number>();
  #wish: JournalWish;
  #showing = new AbortController();
  #isOpen = false;
  #waiting: string[] = [];
  #leftOut = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidWrite = this.#written.event;

  constructor(session: VmSession, wish: JournalWish, options: JournalPseudoterminalOptions) {
    this.session = session;
    this.#wish = wish;
    this.#options = options;
  }

  get wish(): JournalWish {
    return this.#wish;
  }

  /** The units of the entries so far, and how many each has. */
  get units(): ReadonlyMap<string, number> {
    return this.#units;
  }

  // Events fired before `open` are lost (VS Code's Pseudoterminal contract), so nothing is read before.
  open(): void {
    this.#isOpen = true;
    this.show(this.#wish);
  }

  close(): void {
    this.#showing.abort();
    this.#forgetWaiting();
    this.#written.dispose();
  }

  handleInput(data: string): void {
    if (data === 'u') this.#options.choose(this, 'unit');
    else if (data === 'p') this.#options.choose(this, 'priority');
    else if (data === '\u001b') this.show({});
  }

  /** Begins anew with what is wanted. */
  show(wish: JournalWish): void {
    this.#wish = wish;
    this.#options.wishChanged();
    if (!this.#isOpen) return;
    this.#showing.abort();
    this.#showing = new AbortController();
    this.#forgetWaiting();
    this.#units.clear();
    this.#written.fire(`\u001b[2J\u001b[3J\u001b[H${header(wish)}`);
    void this.#show(wish, this.#showing.signal);
  }

  async #show(wish: JournalWish, signal: AbortSignal): Promise<void> {
    const isWanted = journalFilter(wish);
    try {
      const onEntry = (entry: JournalEntry): void => {
        if (signal.aborted) return;
        for (const unit of entry.units) this.#units.set(unit, (this.#units.get(unit) ?? 0) + 1);
        if (isWanted(entry)) this.#add(journalTerminalText(entry));
      };
      const onUnreadable = (): void => {
        if (!signal.aborted) this.#add(note('What is no journal entry was passed over here; journal.ndjson has it.'));
      };
      const why = await followJournal(this.session.client, { until: 'end', onEntry, onUnreadable, signal });
      if (!signal.aborted)
        this.#add(note(why ?? 'The VM has ended; the whole journal is in journal.ndjson of its run folder.'));
    } catch (error) {
      if (signal.aborted) return;
      const { isRunning } = this.session;
      const what = isRunning ? 'The journal cannot be shown any further' : 'The VM host is gone';
      this.#add(note(`${what}; what came until then is in journal.ndjson of the run folder.`));
      if (isRunning) this.#options.report(error);
    }
  }

  /** Many entries at once are one write, and no more than a terminal keeps. */
  #add(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= setTimeout(() => this.#write(), writeAfterMs);
    if (this.#waiting.length <= maxWaitingLines) return;
    this.#waiting.shift();
    this.#leftOut++;
  }

  #write(): void {
    const leftOut = `${this.#leftOut} entries are left out here; journal.ndjson has them.`;
    this.#written.fire((this.#leftOut === 0 ? '' : note(leftOut)) + this.#waiting.join(''));
    this.#forgetWaiting();
  }

  #forgetWaiting(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#leftOut = 0;
  }
}

function header({ unit, priority }: JournalWish): string {
  const shown = [unit ?? 'all units', priority === undefined ? 'all priorities' : `${priority} and graver`].join(', ');
  return note(`Journal: ${shown}. Press u to choose a unit, p a priority, Esc for all.`);
}

const note = (text: string): string => `\u001b[7m${text}\u001b[0m\r\n`;
