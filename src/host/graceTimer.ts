/** Runs out when no client has been there for the grace time; `keep` never does. */
export class GraceTimer {
  readonly #expired: () => void;
  #graceTimeMs: number | 'keep';
  #clients = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(graceTimeMs: number | 'keep', expired: () => void) {
    this.#graceTimeMs = graceTimeMs;
    this.#expired = expired;
    this.#restart();
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

  #restart(): void {
    clearTimeout(this.#timer);
    if (this.#clients === 0 && this.#graceTimeMs !== 'keep') this.#timer = setTimeout(this.#expired, this.#graceTimeMs);
  }
}
