import { Deadline } from '../../common/deadline.ts';
import { delay } from '../../common/delay.ts';
import { DisposableStore } from '../../common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../common/event.ts';
import { messageOf } from '../../common/userError.ts';
import { makeWireDoor } from '../../console/login/shellDoor.ts';
import type { OpenDoor } from '../../console/login/loginOnConsole.ts';
import type { Login } from '../../image/profile/profile.ts';
import type { GuestPort } from '../guestPort.ts';
import type { ConsoleAccess, ConsoleTurn } from './consoleAccess.ts';
import { askForHello, awaitHello, installWire } from './installWire.ts';
import { frameStart } from './wireProtocol.ts';
import { type WireHello, WireSession } from './wireSession.ts';
import { WireTransfer } from './wireTransfer.ts';

const tickMs = 100;
/** With nothing to do for so long, the console is a person's again. */
const lingerMs = 1_000;
/** Without anything that could be understood for so long, a turn is over. */
const silenceLimitMs = 10_000;
/** From a typed door to the wire's first word. */
const openTimeoutMs = 20_000;
const leaveTries = 5;
/** Without an answer for so long, something small is said again. */
const answerMs = 700;
/** For the shell's prompt to come back. */
const promptMs = 1_500;
const promptSettledMs = 100;

export interface ConsolePortOptions {
  readonly access: ConsoleAccess;
  readonly login: Login;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * The guest channel's port on the console itself, for a guest without any other. It takes the console in turns: a script is
 * typed at the shell that is there, owns the terminal while something is to be said, and gives it back. A person who types
 * gets the console at once; what is under way goes on in the guest and is fetched afterwards.
 *
 * Invariant: every byte arrives once and in order, or the port closes.
 */
export class ConsolePort implements GuestPort, Disposable {
  readonly isReliable = true;
  readonly #options: ConsolePortOptions;
  readonly #data = new Emitter<Buffer>();
  readonly #closed = new Emitter<string>();
  readonly #silence = new Emitter<Date | undefined>();
  readonly #turnEnded = new Emitter<void>();
  readonly #store = new DisposableStore();
  readonly #transfer = new WireTransfer((data) => this.#data.fire(data));
  #folder = '';
  #turn: Turn | undefined;
  /** A turn is waited for, or there is one. */
  #isBusy = false;
  #isExpecting = false;
  #isResting = false;
  #isOver = false;
  #waitsForPerson = false;
  #isSilent = false;

  readonly onData: Event<Buffer> = this.#data.event;
  readonly onClosed: Event<string> = this.#closed.event;
  /** Only during a turn is the guest asked anything. */
  readonly onSilence: Event<Date | undefined> = this.#silence.event;

  /** The turn is over when the port is, or sooner. Errors: as `installWire`. */
  static async install(
    options: ConsolePortOptions & { turn: ConsoleTurn; door: OpenDoor; deadline: Deadline },
  ): Promise<ConsolePort> {
    const port = new ConsolePort(options);
    port.#isBusy = true;
    const turn = port.#begin(options.turn);
    try {
      const hello = await installWire({ session: turn.session, ...options });
      port.#run(port.#stay(turn, hello));
      return port;
    } catch (error) {
      port.dispose();
      throw error;
    }
  }

  private constructor(options: ConsolePortOptions) {
    this.#options = options;
    const onAbort = (): void => this.dispose();
    options.signal.addEventListener('abort', onAbort, { once: true });
    this.#store.onDispose(() => options.signal.removeEventListener('abort', onAbort));
    this.#store.add(options.access.onKeysHeld(() => this.#turn?.isOver.abort()));
  }

  /** Why nothing goes on. */
  get obstacle(): string | undefined {
    return this.#waitsForPerson ? 'the console is in use: a person types, or a program runs on it' : undefined;
  }

  get isSpeaking(): boolean {
    return this.#turn !== undefined && this.#transfer.isSpeaking;
  }

  write(text: string): void {
    this.#transfer.write(text);
    this.#take();
  }

  expectAnswers(areExpected: boolean): void {
    this.#isExpecting = areExpected;
    this.#take();
  }

  /** Takes no turn until what it answers with is disposed of; settles when the present one has ended. */
  async rest(deadline: Deadline): Promise<Disposable> {
    this.#isResting = true;
    this.#turn?.isOver.abort();
    if (this.#turn !== undefined) await deadline.event(this.#turnEnded.event, () => true);
    return {
      dispose: () => {
        this.#isResting = false;
        this.#take();
      },
    };
  }

  dispose(): void {
    this.#isOver = true;
    this.#endTurn();
    this.#store.dispose();
    this.#data.dispose();
    this.#closed.dispose();
    this.#silence.dispose();
    this.#turnEnded.dispose();
  }

  get #isWanted(): boolean {
    return !this.#isOver && !this.#isResting && (this.#isExpecting || !this.#transfer.hasSentAll);
  }

  /** Takes a turn if there is a reason to. */
  #take(): void {
    if (this.#isBusy || !this.#isWanted) return;
    this.#isBusy = true;
    this.#run(this.#takeTurn());
  }

  #run(turn: Promise<void>): void {
    void turn
      .catch((error: unknown) => {
        if (this.#isOver) return;
        this.#closed.fire(messageOf(error));
        this.dispose();
      })
      .finally(() => {
        this.#isBusy = false;
        this.#take();
      });
  }

  async #takeTurn(): Promise<void> {
    const { access, login, signal } = this.#options;
    this.#waitsForPerson = true;
    await access.whenFree(signal);
    this.#waitsForPerson = false;
    if (!this.#isWanted) return;
    const turn = this.#begin(access.take());
    const { session } = turn;
    const deadline = new Deadline('the channel on the console', openTimeoutMs);
    const hello = awaitHello(session, { login, deadline, signal });
    hello.catch(() => undefined);
    const makeDoor = makeWireDoor({ folder: this.#folder, nonce: session.nonce, firstWord: frameStart });
    await access.openDoor(turn.turn, { makeDoor, deadline, signal });
    const again = setInterval(() => askForHello(session), answerMs);
    const heard = await hello.finally(() => clearInterval(again));
    await this.#stay(turn, heard);
  }

  #begin(turn: ConsoleTurn): Turn {
    const session = new WireSession(turn, this.#options.access.onData);
    this.#turn = { turn, session, isOver: new AbortController() };
    return this.#turn;
  }

  /** Until there is nothing to say, or somebody wants the console. */
  async #stay({ session, isOver }: Turn, hello: WireHello): Promise<void> {
    this.#folder = hello.folder;
    session.onFrame((words) => this.#transfer.take(words));
    session.onTorn(() => this.#transfer.torn());
    this.#transfer.begin(session, hello);
    let wantedAtMs = performance.now();
    while (!isAborted(isOver.signal)) {
      await delay(tickMs, isOver.signal);
      this.#transfer.tick();
      this.#tellSilence(this.#transfer.isOverdue);
      if (this.#isWanted) wantedAtMs = performance.now();
      else if (performance.now() - wantedAtMs > lingerMs) break;
      if (this.#transfer.silentMs > silenceLimitMs) {
        // The wire may have been killed, and the shell be back.
        this.#options.log('channel: the console does not answer; looking for its shell again');
        break;
      }
    }
    if (this.#transfer.silentMs <= silenceLimitMs) this.#tellSilence(false);
    await this.#giveBack(session);
  }

  #tellSilence(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#silence.fire(isSilent ? new Date(Date.now() - this.#transfer.silentMs) : undefined);
  }

  /** Ends the turn with the prompt on the console. */
  async #giveBack(session: WireSession): Promise<void> {
    const { access, signal } = this.#options;
    const left = new AbortController();
    // What it was saying comes first, and is the channel's to the end: a frame or a part of one shows that it goes on.
    let tries = 0;
    const goesOn = (): void => void (tries = 0);
    session.onTorn(goesOn);
    session.onFrame(([kind]) => (kind === 'q' ? left.abort() : goesOn()));
    while (tries++ < leaveTries && !isAborted(left.signal) && !signal.aborted) {
      session.send('Q');
      await delay(answerMs, AbortSignal.any([left.signal, signal]));
    }
    await promptOn(access.onData, signal);
    this.#endTurn();
  }

  #endTurn(): void {
    this.#transfer.end();
    const ended = this.#turn;
    this.#turn = undefined;
    ended?.isOver.abort();
    ended?.session.dispose();
    ended?.turn.dispose();
    this.#turnEnded.fire();
  }
}

interface Turn {
  readonly turn: ConsoleTurn;
  readonly session: WireSession;
  readonly isOver: AbortController;
}

/** A call, since the compiler takes a signal that was not aborted to stay so. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Waits for bytes, and then for none. */
async function promptOn(onData: Event<Buffer>, signal: AbortSignal): Promise<void> {
  let lastAtMs = Infinity;
  const subscription = onData(() => (lastAtMs = performance.now()));
  const deadline = new Deadline('the prompt', promptMs);
  while (!deadline.isOver && !signal.aborted && performance.now() - lastAtMs < promptSettledMs) await delay(20, signal);
  subscription.dispose();
}
