import { bootPhaseTitle, type BootPhase } from '../phases/bootPhase.ts';
import { isEndOfBoot } from '../phases/isEndOfBoot.ts';

/** How long a phase may be silent, in milliseconds. */
export type SilenceLimitsMs = Partial<Readonly<Record<BootPhase, number>>>;

/** Generous: software emulation is slow, and a decompressing kernel says nothing. */
const defaultLimitsMs: SilenceLimitsMs = {
  firmware: 60_000,
  bootLoader: 90_000,
  kernel: 120_000,
  initrd: 120_000,
  userspace: 180_000,
};

/** A boot that says that it is complete has nothing more to say but its login prompt. */
const afterBootMs = 60_000;

/** Notices that nothing was written for too long in a phase that should talk; once per silence. */
export class SilenceWatch {
  readonly #limitsMs: SilenceLimitsMs;
  #lastOutputAtMs = 0;
  #told = false;

  constructor(limitsMs: SilenceLimitsMs = defaultLimitsMs) {
    this.#limitsMs = limitsMs;
  }

  noteOutput(atMs: number | undefined): void {
    if (atMs === undefined) return;
    this.#lastOutputAtMs = atMs;
    this.#told = false;
  }

  quietForMs(atMs: number): number {
    return atMs - this.#lastOutputAtMs;
  }

  /** The failure's title, when it is time to tell of it. @param lastLine the last that was written */
  check(atMs: number, phase: BootPhase, lastLine: string): string | undefined {
    const phaseLimitMs = this.#limitsMs[phase];
    const isOver = phaseLimitMs !== undefined && phase === 'userspace' && isEndOfBoot(lastLine);
    const limitMs = isOver ? Math.min(phaseLimitMs, afterBootMs) : phaseLimitMs;
    if (this.#told || limitMs === undefined || this.quietForMs(atMs) < limitMs) return undefined;
    this.#told = true;
    return `No output for ${Math.round(this.quietForMs(atMs) / 1000)} s in the phase ${bootPhaseTitle[phase]}`;
  }
}
