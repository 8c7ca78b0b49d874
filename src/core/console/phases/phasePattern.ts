import type { BootPhase } from './bootPhase.ts';

/** One row of the table of boot phases (phasePatterns.ts). */
export interface PhasePattern {
  readonly phase: BootPhase;
  /** Literal texts, one of which is in every line that `pattern` takes. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
  /**
   * Proves that the machine started anew: `afterKernel` once a kernel ran in this boot, `again` also when the same row
   * was seen in this boot before, `kernel` as a kernel's own banner, which `dmesg` repeats in a shell.
   */
  readonly restart?: 'afterKernel' | 'again' | 'kernel';
  /** Nothing that a shell prints looks like it: confirms that a kernel's banner was a real start. */
  readonly confirmsBoot?: true;
  /** A prompt, or drawn by cursor moves: told of before its line ends, which may be never. */
  readonly isPrompt?: true;
  /** systemd itself; in an initrd it says the same. */
  readonly isSystemd?: true;
}
