/** The launcher's own first connection may take so long on a busy machine. */
const firstClientMs = 15_000;
/** Node's timers hold 31 bits; a longer one would run out at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Runs out when no client has been there for the grace time; `keep` never does. */
export class GraceTimer {
  readonly #expired: () => void;
  #graceTimeMs: number | 'keep';
  #clients = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(graceTimeMs: number | 'keep', expired: () => void) {
    this.#graceTimeMs = graceTimeMs;
    this.#expired = expired;
    this.#restart(firstClientMs);
  }

  get graceTimeMs(): number | 'keep' {
    return this.#graceTimeMs;
  }

  set graceTimeMs(value: number | 'keep') {
    this.#graceTimeMs = value;
    this.#restart();
  }

  clientCame(): void {
    this.#clients++;
    this.#restart();
  }

  clientWent(): void {
    this.#clients--;
    this.#restart();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#clients = Infinity;
  }

  #restart(atLeastMs = 0): void {
    clearTimeout(this.#timer);
    if (this.#clients > 0 || this.#graceTimeMs === 'keep') return;
    this.#wait(Math.max(this.#graceTimeMs, atLeastMs));
  }

  #wait(leftMs: number): void {
    const partMs = Math.min(leftMs, longestTimerMs);
    this.#timer = setTimeout(() => (partMs < leftMs ? this.#wait(leftMs - partMs) : this.#expired()), partMs);
  }
}
