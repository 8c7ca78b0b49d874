import type { BootPhase, PhaseEntry } from './bootPhase.ts';

/** One start of the machine within a log. */
export interface Boot {
  /** Byte offset in serial.log where it begins; 0 for the first. */
  readonly byteStart: number;
  /** When it began, in milliseconds since the VM was started; undefined when the log carries no times. */
  readonly atMs?: number;
  readonly phases: readonly PhaseEntry[];
  /** The machine started anew although nothing had shut it down. */
  readonly unexpected: boolean;
}

/** Where a boot stands. */
export function phaseOf(boot: Boot): BootPhase {
  return boot.phases.at(-1)?.phase ?? 'firmware';
}
