import { aborted } from '../../core/common/aborted.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { delay } from '../../core/common/delay.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import type { BootPhase } from '../../core/console/phases/bootPhase.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import type { GuestPorts, OpenedAgent } from '../../core/guest/openAgent.ts';
import type { StreamPorts } from '../../core/guest/streamPorts.ts';
import type { Login } from '../../core/image/profile/profile.ts';
import type { SavedAgent } from '../../core/vm/checkpoint/savedAgent.ts';
import type { BegunMachine } from '../machine/beginMachine.ts';
import type { ConsoleHub } from '../console/consoleHub.ts';
import type { ChannelState } from '../protocol/vmState.ts';
import { channelStory } from './channelStory.ts';
import { connectGuest } from './connectGuest.ts';
import { noChannel } from './noChannel.ts';

export interface GuestLinkOptions {
  readonly hub: ConsoleHub;
  readonly ports: GuestPorts;
  readonly streams: StreamPorts;
  readonly login: Login;
  readonly phase: () => BootPhase;
  /** From the start of the VM to the first answer of the channel. */
  readonly bootTimeoutMs: number;
  /** The agent of a restored guest; nobody has to log in. */
  readonly resume: BegunMachine['agent'];
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

interface AskedForSaving {
  readonly agent: SavedAgent | null;
  /** What it settles with, if anything, is disposed of when all is saved. */
  readonly hasHeard: Promise<Disposable | undefined>;
}

/** Before the next try, so that a guest that fails at once is not asked without pause. */
const betweenTriesMs = 1_000;
const resizeTimeoutMs = 5_000;
/** For an agent to prove that it has outlived what the console shows: a restart, a crash. */
const doubtTimeoutMs = 5_000;

/**
 * Keeps the guest channel: logs in on the console, starts the agent, and does it again when the guest has rebooted or the
 * agent has died, until the VM ends.
 *
 * Invariant: while it types on the console, a person's keys are held back.
 */
export class GuestLink implements Disposable {
  readonly #options: GuestLinkOptions;
  readonly #stateChanged = new Emitter<ChannelState>();
  readonly #silenceChanged = new Emitter<undefined>();
  #state: ChannelState = { state: 'waiting' };
  /** The channel that stands. */
  #held: OpenedAgent | undefined;
  #isFirst = true;
  #isPaused = false;
  /** What the guest died of; nobody is sought in it before the machine starts anew. */
  #crash: string | undefined;
  #isSought = true;
  /** Of the last channel that stood. */
  #bootId = '';
  /** Of the present search or channel. */
  #lost = new AbortController();
  /** The console's device in the guest. */
  #terminal = '';
  #size: { readonly rows: number; readonly columns: number } | undefined;

  readonly onStateChanged: Event<ChannelState> = this.#stateChanged.event;
  /** Whether the guest answers has changed: `silentSince` of the state. */
  readonly onSilenceChanged: Event<undefined> = this.#silenceChanged.event;

  constructor(options: GuestLinkOptions) {
    this.#options = options;
  }

  /**
   * Begins to seek the guest.
   *
   * @param beforeFirstReady what has to be done before anybody asks the guest anything; once. It does not reject.
   */
  start(beforeFirstReady: (channel: AgentChannel) => Promise<void>): void {
    void this.#keep(beforeFirstReady);
  }

  get state(): ChannelState {
    const silentSince = this.#held?.channel.silentSince;
    if (this.#state.state !== 'ready' || silentSince === undefined) return this.#state;
    return { ...this.#state, silentSince: silentSince.toISOString() };
  }

  /** A paused machine is not expected to answer. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    if (this.#held !== undefined) this.#held.channel.isPaused = isPaused;
  }

  /**
   * The channel, as soon as it stands.
   *
   * Errors: UserError `guest` when there will be none, or not in time, saying what was waited for last.
   */
  async ready(timeoutMs: number, signal?: AbortSignal): Promise<AgentChannel> {
    const deadline = new Deadline('the guest channel', timeoutMs);
    while (this.#state.state !== 'ready' || this.#held === undefined) {
      if (this.#state.state === 'none') throw noChannel(this.#state.why);
      deadline.lastSaw = channelStory(this.#state);
      try {
        await deadline.event(this.onStateChanged, () => true, signal);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        throw noChannel(messageOf(error));
      }
    }
    return this.#held.channel;
  }

  dispose(): void {
    this.#lost.abort();
    this.#held?.channel.dispose();
    this.#set({ state: 'none', why: 'The VM has ended.' });
    this.#stateChanged.dispose();
    this.#silenceChanged.dispose();
  }

  /** Sets the size of the guest's terminal line, now or as soon as there is a channel to do it by. */
  async resize(size: { readonly rows: number; readonly columns: number }): Promise<void> {
    this.#size = size;
    if (this.#held === undefined || this.#terminal === '') return;
    const { rows, columns } = size;
    const argv = ['stty', '-F', this.#terminal, 'rows', String(rows), 'cols', String(columns)];
    await this.#held.channel.run({ command: { argv }, timeoutMs: resizeTimeoutMs });
  }

  /** The machine started anew: whoever was logged in is gone. */
  restart(why: string): void {
    this.#terminal = '';
    this.#crash = undefined;
    this.lose(why);
  }

  /** The guest's system is dead. */
  crash(why: string): void {
    this.#crash = why;
    this.lose(why);
  }

  /** Nobody is sought from here on; a channel that stands goes on. */
  seekNoMore(why: string): void {
    this.#isSought = false;
    if (this.#held === undefined) this.lose(why);
  }

  /** Lets the agent prove that it has outlived what the console shows. `absent`: there is none. */
  async test(signal: AbortSignal): Promise<'alive' | 'dead' | 'absent'> {
    const held = this.#held;
    if (held === undefined) return 'absent';
    const proof = held.channel.prove(new Deadline('the agent', doubtTimeoutMs), signal);
    return await proof.then(
      () => (this.#held === held ? 'alive' : 'absent'),
      () => (this.#held === held ? 'dead' : 'absent'),
    );
  }

  /** Ends the present channel, or the search for one: the agent's port closed, for one. It is then sought anew. */
  lose(why: string): void {
    this.#lost.abort(new Error(why));
    this.#held?.channel.break(new Error(why));
  }

  /**
   * The agent as a checkpoint keeps it, if there is one. `hasHeard` settles when it has read everything that was said to it
   * before this call. An agent on the console is not kept: the console is given back for as long as it is saved.
   */
  askForSaving(deadline: Deadline): AskedForSaving | undefined {
    if (this.#held === undefined) return undefined;
    const { channel, consolePort, token } = this.#held;
    const { kind, requests } = channel;
    if (kind === 'console') {
      return { agent: null, hasHeard: consolePort?.rest(deadline) ?? Promise.resolve(undefined) };
    }
    const agent = { kind, token, terminal: this.#terminal, requests } as const;
    return { agent, hasHeard: channel.prove(deadline, this.#options.signal).then(() => undefined) };
  }

  async #keep(beforeFirstReady: (channel: AgentChannel) => Promise<void>): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted && this.#isSought) {
      this.#lost = new AbortController();
      const isOver = AbortSignal.any([signal, this.#lost.signal]);
      if (this.#crash !== undefined) {
        this.#set({ state: 'none', why: this.#crash });
        await aborted(isOver);
        continue;
      }
      try {
        const cause = await this.#hold(beforeFirstReady);
        if (!isAborted(signal)) this.#setLost(cause.message);
      } catch (error) {
        if (isAborted(signal)) return;
        if (isAborted(this.#lost.signal)) {
          this.#setLost(messageOf(error));
          continue;
        }
        const why = this.#options.hub.length === 0 ? silentConsole : messageOf(error);
        this.#options.log(`channel: ${why}`);
        this.#set({ state: 'none', why });
        // What a person has to mend is not tried again before the guest starts anew. Otherwise the search goes on: a guest
        // may be slower than anybody thought.
        await (error instanceof UserError ? aborted(isOver) : delay(betweenTriesMs, isOver));
      }
    }
  }

  /** Opens the channel and keeps it until it breaks; the cause. */
  async #hold(beforeFirstReady: (channel: AgentChannel) => Promise<void>): Promise<Error> {
    const { log, bootTimeoutMs } = this.#options;
    const held = await this.#open(new Deadline('the guest channel', bootTimeoutMs));
    const { channel, hello } = held;
    if (this.#lost.signal.aborted) channel.break(this.#lost.signal.reason as Error);
    try {
      this.#held = held;
      channel.isPaused = this.#isPaused;
      channel.onSilence((since) => {
        log(since === undefined ? 'channel: the guest answers again' : 'channel: the guest does not answer');
        this.#silenceChanged.fire(undefined);
      });
      log(`channel: ready on ${channel.kind}, ${this.#bootWords(hello.bootId)}, checked by ${hello.algorithm}`);
      this.#bootId = hello.bootId;
      if (this.#isFirst) await beforeFirstReady(channel);
      this.#isFirst = false;
      this.#set({ state: 'ready', kind: channel.kind });
      if (this.#size !== undefined) await this.resize(this.#size).catch((error: unknown) => log(messageOf(error)));
      const cause = await channel.broken;
      // What it used of the console goes with it.
      this.#lost.abort(cause);
      return cause;
    } finally {
      this.#held = undefined;
    }
  }

  #bootWords(bootId: string): string {
    if (this.#bootId === '') return `boot ${bootId}`;
    return bootId === this.#bootId ? `boot ${bootId} as before` : `boot ${bootId} after ${this.#bootId}`;
  }

  #setLost(why: string): void {
    // Nothing was there to be lost; a machine that starts is reset several times by its firmware.
    if (this.#state.state !== 'ready' && this.#state.state !== 'connecting') return;
    this.#options.log(`channel: lost: ${why}`);
    this.#set({ state: 'lost', why });
  }

  async #open(deadline: Deadline): Promise<OpenedAgent> {
    const { resume, log } = this.#options;
    if (resume === undefined || !this.#isFirst) return await this.#connect(deadline);
    this.#set({ state: 'connecting', doing: 'taking up the agent of the restored guest' });
    this.#terminal = resume.saved.terminal;
    try {
      const resumed = await resume.resumed;
      const { clockStatus } = resumed;
      const how = clockStatus === 0 ? 'is set' : `could not be set: date ended with status ${String(clockStatus)}`;
      log(`checkpoint: the guest's clock ${how}`);
      return resumed;
    } catch (error) {
      log(`channel: ${messageOf(error)}`);
      return await this.#connect(deadline);
    }
  }

  async #connect(deadline: Deadline): Promise<OpenedAgent> {
    return await connectGuest({
      ...this.#options,
      deadline,
      shell: this.#terminal === '' ? 'sought' : 'wasThere',
      signal: AbortSignal.any([this.#options.signal, this.#lost.signal]),
      onTyping: () => {
        if (this.#state.state !== 'connecting') this.#set({ state: 'connecting', doing: 'logging in on the console' });
      },
      onShell: ({ terminal }) => {
        this.#terminal = terminal;
        this.#set({ state: 'connecting', doing: 'starting the agent' });
      },
    });
  }

  #set(state: ChannelState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

/** A getter, since the compiler takes a signal that was not aborted to stay so. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

const silentConsole =
  'Nothing was written to the serial console. A Linux image writes there with console=ttyS0 on its kernel command line.';
