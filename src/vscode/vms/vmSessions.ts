import { messageOf } from '../../core/common/userError.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import type { VmClient } from '../../host/client/vmClient.ts';
import { VmSession } from './vmSession.ts';

/** How VMs that run already are found; the real ones are `listVms` and `connectVm`. */
export interface VmFinder {
  listVms(): Promise<readonly { readonly id: string }[]>;
  connectVm(id: string, client: string): Promise<VmClient>;
}

/** The VMs that this window knows: those that run, then those that have ended, each in the order they came. */
export class VmSessions implements Disposable {
  readonly #finder: VmFinder;
  readonly #log: (message: string) => void;
  readonly #sessions = new Map<string, VmSession>();
  readonly #listChanged = new Emitter<undefined>();
  readonly #sessionChanged = new Emitter<VmSession>();
  #finding: Promise<void> | undefined;
  #isDisposed = false;

  /** A VM came, ended, or was taken off the list. */
  readonly onListChanged: Event<undefined> = this.#listChanged.event;
  /** A VM on the list changed its state. */
  readonly onSessionChanged: Event<VmSession> = this.#sessionChanged.event;

  constructor(finder: VmFinder, log: (message: string) => void) {
    this.#finder = finder;
    this.#log = log;
  }

  /** Shows the VMs now, and again whenever the list or one of them changes. */
  watch(show: () => void): Disposable {
    const subscriptions = [this.onListChanged(show), this.onSessionChanged(show)];
    show();
    return { dispose: () => subscriptions.forEach((each) => each.dispose()) };
  }

  get all(): readonly VmSession[] {
    const sessions = [...this.#sessions.values()];
    return [...sessions.filter(({ isRunning }) => isRunning), ...sessions.filter(({ isRunning }) => !isRunning)];
  }

  get running(): readonly VmSession[] {
    return this.all.filter((session) => session.isRunning);
  }

  get(id: string): VmSession | undefined {
    return this.#sessions.get(id);
  }

  /** Puts a VM on the list; one that is there already keeps its place and the second client is let go. */
  add(client: VmClient): VmSession {
    const known = this.#sessions.get(client.state.id);
    if (known?.isRunning === true) {
      if (known.client !== client) client.dispose();
      return known;
    }
    known?.dispose();
    const session = new VmSession(client, this.#nameFor(client.state.profile));
    if (this.#isDisposed) {
      session.dispose();
      return session;
    }
    this.#sessions.set(session.id, session);
    // Invariant: the subscription ends with the session, whose emitter it is on.
    let wasRunning = session.isRunning;
    session.onChanged((state) => {
      this.#sessionChanged.fire(session);
      if (wasRunning && !session.isRunning) this.#listChanged.fire(undefined);
      wasRunning = session.isRunning;
      // Looking for VMs completes the run of one whose host was killed.
      if (state.end?.cause === 'hostFailure')
        void this.findRunning().catch((error: unknown) => this.#log(messageOf(error)));
    });
    this.#listChanged.fire(undefined);
    return session;
  }

  /** Its profile's name, with a number while another VM that runs has that one. */
  #nameFor(profile: string): string {
    const taken = new Set(this.running.map(({ name }) => name));
    for (let number = 1; ; number++) {
      const name = number === 1 ? profile : `${profile} (${String(number)})`;
      if (!taken.has(name)) return name;
    }
  }

  /** Takes a VM off the list. Its run folder stays; if it runs, it runs on. */
  remove(id: string): void {
    this.#sessions.get(id)?.dispose();
    if (this.#sessions.delete(id)) this.#listChanged.fire(undefined);
  }

  /** Adds the VMs that run already: from before a reload, from another window, from the command line. */
  async findRunning(): Promise<void> {
    this.#finding ??= this.#find().finally(() => (this.#finding = undefined));
    await this.#finding;
  }

  async #find(): Promise<void> {
    for (const { id } of await this.#finder.listVms()) {
      if (this.#sessions.get(id)?.isRunning === true) continue;
      try {
        const client = await this.#finder.connectVm(id, 'VS Code');
        if (client.state.end === null) this.add(client);
        else client.dispose();
      } catch (error) {
        // It ended between the list and the connection, or another version started it.
        this.#log(`VM ${id} could not be reached: ${messageOf(error)}`);
      }
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    this.#listChanged.dispose();
    this.#sessionChanged.dispose();
  }
}
