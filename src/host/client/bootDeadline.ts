import { Deadline } from '../../core/common/deadline.ts';

/** The VM host waits for the same boot, and knows better why it did not come so far: it is to speak first. */
const hostFirstMs = 3_000;

/** The wait of a client for a guest that boots. */
export function bootDeadline(bootTimeoutMs: number): Deadline {
  return new Deadline('the guest to be ready', bootTimeoutMs + hostFirstMs);
}
