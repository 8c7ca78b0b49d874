import { secondsText } from '../common/secondsText.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../common/event.ts';
import { AnswerWatch } from './answerWatch.ts';
import type { GuestPort } from './guestPort.ts';

/** The agent is asked about the answers that are due after so long, and so often … */
const answersLostMs = 2_000;
/** … but not while so much comes in that time: more than signs of life, so an answer is on its way. */
const underWayBytes = 4_000;
/**
 * A virtio port closes with its agent, so silence there is only silence. A UART does not tell: after so long its agent is
 * taken as dead, and the guest is logged in to anew.
 */
const agentDeadAfterMs = { virtio: Infinity, uart: 60_000, console: Infinity } as const;
/** A port that loses nothing and tells by itself when it is gone is asked less: each word may take the console. */
const reliableBeatMs = 10_000;

export interface AgentLifeOptions {
  readonly kind: 'virtio' | 'uart' | 'console';
  readonly port: GuestPort;
  /** Whether the agent owes an answer. */
  readonly isAnswerDue: () => boolean;
  /** Asks for something that the agent answers at once. */
  readonly askForLife: () => void;
  /** Asks where the answers are that are due. */
  readonly askForAnswers: () => void;
  /** The agent is taken as dead. */
  readonly onDead: (why: string) => void;
}

/** Whether the agent on a port answers: asks it where the port does not tell, and says since when it is silent. */
export class AgentLife implements Disposable {
  readonly #options: AgentLifeOptions;
  readonly #store = new DisposableStore();
  readonly #silence = this.#store.add(new Emitter<Date | undefined>());
  #watch: AnswerWatch | undefined;
  #isWatched = false;
  #isPaused = false;
  #heardAtMs = performance.now();
  /** Since it was last looked for answers. */
  #heardBytes = 0;
  /** As the port tells. */
  #portSilentSince: Date | undefined;

  /** Since when the guest has not answered, however often it was asked; undefined: it answers again. Requests wait. */
  readonly onSilence: Event<Date | undefined> = this.#silence.event;

  constructor(options: AgentLifeOptions) {
    this.#options = options;
    const { port } = options;
    this.#store.add(
      port.onData((data) => {
        this.#watch?.heard();
        this.#heardBytes += data.length;
        this.#heardAtMs = performance.now();
      }),
    );
    const silence = port.onSilence?.((since) => {
      this.#portSilentSince = this.#isPaused ? undefined : since;
      this.#silence.fire(this.#portSilentSince);
    });
    if (silence !== undefined) this.#store.add(silence);
  }

  get silentSince(): Date | undefined {
    return this.#watch?.silentSince ?? this.#portSilentSince;
  }

  /** A paused machine is not expected to answer. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    if (this.#watch !== undefined) this.#watch.isPaused = isPaused;
  }

  /** Begins to ask; the agent has proven itself. */
  watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    if (this.#options.port.isReliable === true) this.#startReliableBeat();
    else this.#startWatch();
  }

  /** Why a request has no answer, as far as it is known. */
  get whyNoAnswer(): string {
    if (this.#isPaused) return 'the machine is paused';
    if (this.#options.port.obstacle !== undefined) return this.#options.port.obstacle;
    const { silentSince } = this;
    if (silentSince === undefined) return 'the guest neither answers nor ends the command';
    return `the guest has not answered anything for ${secondsText(Date.now() - silentSince.getTime())}`;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #startWatch(): void {
    const watch = this.#store.add(new AnswerWatch(() => this.#ask(watch.quietForMs)));
    watch.isPaused = this.#isPaused;
    watch.onSilence((since) => this.#silence.fire(since));
    this.#watch = watch;
    const timer = setInterval(() => this.#lookForAnswers(), answersLostMs);
    this.#store.onDispose(() => clearInterval(timer));
  }

  /** An agent that gives signs of life may have missed a request all the same, or its answer was lost. */
  #lookForAnswers(): void {
    const isUnderWay = this.#heardBytes > underWayBytes;
    this.#heardBytes = 0;
    if (this.#options.isAnswerDue() && !isUnderWay && !this.#isPaused && this.silentSince === undefined)
      this.#options.askForAnswers();
  }

  #ask(quietForMs: number): void {
    const { kind, askForLife, askForAnswers, onDead } = this.#options;
    if (quietForMs > agentDeadAfterMs[kind]) {
      onDead(`the guest has not answered for ${secondsText(quietForMs)}`);
      return;
    }
    askForLife();
    if (quietForMs > answersLostMs) askForAnswers();
  }

  /** Only a guest in which something was killed may have missed a request or lost an answer. */
  #startReliableBeat(): void {
    const { isAnswerDue, askForLife, askForAnswers } = this.#options;
    let askedAtMs = 0;
    const timer = setInterval(() => {
      const isAsked = askedAtMs > this.#heardAtMs;
      if (isAsked || !isAnswerDue() || performance.now() - this.#heardAtMs < reliableBeatMs) return;
      askedAtMs = performance.now();
      askForLife();
      askForAnswers();
    }, reliableBeatMs / 4);
    this.#store.onDispose(() => clearInterval(timer));
  }
}
