import { type Disposable, Emitter, type Event } from '../common/event.ts';

/** How often it looks. */
const beatMs = 250;
/** After so long without a byte the guest is asked for a sign of life; an agent that is well answers in milliseconds. */
const quietMs = 500;
/** Unanswered questions wait in the port and are answered all at once later, so they become rarer. */
const mostBetweenAsksMs = 30_000;
/** With the next beat and the way to a client, whoever looks knows within two seconds. */
const silentAfterMs = 1_700;

/**
 * Watches whether the guest answers. Silence is a state and no end: a guest under emulation may be slow, and goes on where
 * it was. What the host itself slept through, and the time in which the machine is paused, count for nothing.
 */
export class AnswerWatch implements Disposable {
  readonly #ask: () => void;
  readonly #silence = new Emitter<Date | undefined>();
  readonly #timer: NodeJS.Timeout;
  #lastHeardAtMs = performance.now();
  #nextAskAtMs = -Infinity;
  #betweenAsksMs = quietMs;
  #lastBeatAtMs = performance.now();
  #silentSince: Date | undefined;
  #isPaused = false;

  /** Since when the guest has not answered; undefined: it answers again. */
  readonly onSilence: Event<Date | undefined> = this.#silence.event;

  /** @param ask asks for something that the guest answers at once */
  constructor(ask: () => void) {
    this.#ask = ask;
    this.#timer = setInterval(() => {
      this.#beat();
    }, beatMs);
  }

  get silentSince(): Date | undefined {
    return this.#silentSince;
  }

  /** For how long nothing has been heard of a machine that runs. */
  get quietForMs(): number {
    return this.#isPaused ? 0 : performance.now() - this.#lastHeardAtMs;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** A paused machine cannot answer, and nobody expects it to. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    this.heard();
  }

  heard(): void {
    this.#lastHeardAtMs = performance.now();
    this.#nextAskAtMs = -Infinity;
    this.#betweenAsksMs = quietMs;
    if (this.#silentSince === undefined) return;
    this.#silentSince = undefined;
    this.#silence.fire(undefined);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#silence.dispose();
  }

  #beat(): void {
    const now = performance.now();
    const sleptMs = now - this.#lastBeatAtMs - beatMs;
    this.#lastBeatAtMs = now;
    if (sleptMs > beatMs) this.#lastHeardAtMs = Math.min(now, this.#lastHeardAtMs + sleptMs);
    const { quietForMs } = this;
    if (quietForMs < quietMs) return;
    if (now >= this.#nextAskAtMs) {
      this.#nextAskAtMs = now + this.#betweenAsksMs;
      this.#betweenAsksMs = Math.min(2 * this.#betweenAsksMs, mostBetweenAsksMs);
      this.#ask();
    }
    if (quietForMs < silentAfterMs || this.#silentSince !== undefined) return;
    this.#silentSince = new Date(Date.now() - quietForMs);
    this.#silence.fire(this.#silentSince);
  }
}
