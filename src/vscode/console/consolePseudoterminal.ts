import * as vscode from 'vscode';
import { ReplayFence } from '../../core/console/terminal/replayFence.ts';
import { splitTerminalInput } from '../../core/console/terminal/terminalReplies.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { feedConsole } from './consoleFeed.ts';
import { footerText } from './footerText.ts';

import { terminalName } from './terminalName.ts';
import { VmConsoleSource } from './vmConsoleSource.ts';

/**
 * A VM's console in the integrated terminal: replayed from the first byte, then live. Closing it leaves the VM alone, and
 * the VM's end leaves the text standing: `onDidClose` would take the terminal away.
 */
export class ConsolePseudoterminal implements vscode.Pseudoterminal {
  readonly #session: VmSession;
  readonly #isInUse: () => boolean;
  readonly #report: (error: unknown) => void;
  readonly #store = new DisposableStore();
  readonly #written = new vscode.EventEmitter<string>();
  readonly #nameChanged = new vscode.EventEmitter<string>();
  readonly #fence = new ReplayFence();
  #size: vscode.TerminalDimensions | undefined;
  #sentSize = '';
  #isSizing = false;
  #name: string;

  readonly onDidWrite = this.#written.event;
  readonly onDidChangeName = this.#nameChanged.event;

  /**
   * @param isInUse whether this is the terminal that a person is using now; only that one sizes the guest's line and
   *   answers the guest's terminal queries
   * @param report takes errors of the console that nobody waits for
   */
  constructor(session: VmSession, isInUse: () => boolean, report: (error: unknown) => void) {
    this.#session = session;
    this.#isInUse = isInUse;
    this.#report = report;
    this.#name = terminalName(session);
    this.#store.add(session.onChanged(() => this.#showName()));
  }

  // Events fired before `open` are lost (VS Code's Pseudoterminal contract), so nothing is read before.
  open(size: vscode.TerminalDimensions | undefined): void {
    const feeding = new AbortController();
    this.#store.onDispose(() => feeding.abort());
    this.setDimensions(size);
    this.#feed(feeding.signal).catch((error: unknown) => {
      if (!feeding.signal.aborted) this.#report(error);
    });
  }

  close(): void {
    this.#store.dispose();
  }

  setDimensions(size: vscode.TerminalDimensions | undefined): void {
    this.#size = size;
    this.sendSize();
  }

  /**
   * Tells the guest this terminal's size, if a person is using it and the guest does not know it yet. While the guest is
   * being told, further sizes wait, and only the last of them is told.
   */
  sendSize(): void {
    if (this.#size === undefined || this.#isSizing || !this.#session.isRunning || !this.#isInUse()) return;
    const { rows, columns } = this.#size;
    const size = `${columns}x${rows}`;
    if (size === this.#sentSize) return;
    this.#sentSize = size;
    this.#isSizing = true;
    this.#session.client
      .resizeConsole({ rows, columns })
      .catch((error: unknown) => this.#report(error))
      .finally(() => {
        this.#isSizing = false;
        this.sendSize();
      });
  }

  /** Another terminal may have set the guest's line to its size meanwhile. */
  forgetSentSize(): void {
    this.#sentSize = '';
  }

  handleInput(data: string): void {
    if (!this.#session.isRunning) return;
    const { typed, replies } = splitTerminalInput(data);
    const wanted = this.#fence.pass(replies);
    const passedOn = this.#isInUse() ? typed + wanted : typed;
    if (passedOn === '') return;
    this.#session.client.writeConsole(Buffer.from(passedOn)).catch((error: unknown) => this.#report(error));
  }

  async #feed(signal: AbortSignal): Promise<void> {
    const { client, state } = this.#session;
    const sink = {
      write: (text: string): void => {
        this.#fence.replay(text);
        if (text !== '') this.#written.fire(text);
      },
      replayed: (): void => this.#written.fire(this.#fence.ask()),
    };
    await feedConsole(new VmConsoleSource(client, state.runFolder), sink, signal);
    if (signal.aborted) return;
    await this.#end(signal);
    // If the terminal was closed meanwhile, nobody listens.
    this.#written.fire(footerText(this.#session.state));
  }

  /** The console's end comes a moment before the VM's, which says why. */
  async #end(signal: AbortSignal): Promise<void> {
    if (!this.#session.isRunning) return;
    const deadline = new Deadline('the VM to say how it ended', 60_000);
    try {
      await deadline.event(this.#session.onChanged, ({ end }) => end !== null, signal);
    } catch (error) {
      if (!signal.aborted) this.#report(error);
    }
  }

  #showName(): void {
    const name = terminalName(this.#session);
    if (name === this.#name) return;
    this.#name = name;
    this.#nameChanged.fire(name);
  }
}
