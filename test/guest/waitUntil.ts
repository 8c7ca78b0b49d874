import { Deadline } from '../../src/core/common/deadline.ts';
import { delay } from '../../src/core/common/delay.ts';

/** Asks again and again until `look` answers with something else than undefined; when the time is up, says what it last saw. */
export async function waitUntil<T>(
  name: string,
  timeoutMs: number,
  look: () => Promise<{ readonly found: T } | { readonly saw: string }>,
): Promise<T> {
  const deadline = new Deadline(name, timeoutMs);
  for (;;) {
    const seen = await deadline.race(look());
    if ('found' in seen) return seen.found;
    deadline.lastSaw = seen.saw;
    await delay(Math.min(250, deadline.remainingMs));
    if (deadline.isOver) throw deadline.error();
  }
}
