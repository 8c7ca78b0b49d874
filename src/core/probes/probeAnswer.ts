import type { GuestAnswer } from '../guest/guestChannel.ts';
import type { ExpectationResult, Probe } from './probe.ts';
import type { ProbeReading } from './probeReading.ts';

/** Everything that one run of a probe brought; `RunFolder.addCapture` files it. */
export interface ProbeAnswer {
  readonly probe: Probe;
  /** Of the probe's own command: the evidence. */
  readonly answer: GuestAnswer;
  /** Null if the probe has no reading and no expectation. */
  readonly reading: ProbeReading | null;
  /** Null if nothing is expected of the probe. */
  readonly expectation: ExpectationResult | null;
}
