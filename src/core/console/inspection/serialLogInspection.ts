import type { Boot } from '../phases/boot.ts';
import type { ConsoleFailure } from '../phases/bootPhase.ts';
import type { FailedUnit } from '../failures/failedUnits.ts';
import type { ConsoleLogin } from '../phases/loginWatcher.ts';

/** How a log ends; `cutOff`: in the middle of things, with nothing said about an end. */
export interface SerialLogEnd {
  readonly kind:
    'powerDown' | 'restart' | 'halt' | 'qemuSignal' | 'qemuError' | 'powerOffRefused' | 'failed' | 'cutOff' | 'empty';
  /** One sentence. */
  readonly sentence: string;
  /** The line that shows it. */
  readonly line: string;
  readonly byteOffset: number;
}

/** What a serial log tells, from anywhere. Offsets are bytes of the log. */
export interface SerialLogInspection {
  readonly bytes: number;
  readonly boots: readonly Boot[];
  readonly failures: readonly ConsoleFailure[];
  /** Failures beyond those that are kept. */
  readonly droppedFailures: number;
  readonly logins: readonly ConsoleLogin[];
  /** Units that failed to start. */
  readonly failedUnits: readonly FailedUnit[];
  readonly end: SerialLogEnd;
}
