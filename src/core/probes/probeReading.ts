import type { GuestAnswer } from '../guest/guestChannel.ts';
import type { ReaderName } from './probe.ts';
import type { ReadResult } from './readers/readResult.ts';

/** The machine-readable side of an answer: which command it came from, what that answered, what was read from it. */
export interface ProbeReading {
  readonly reader: ReaderName;
  /** The probe's own command, where the reading has none. */
  readonly command: string;
  /** Null if the channel brought no proven answer; `result` says why. */
  readonly answer: GuestAnswer | null;
  readonly result: ReadResult;
}
