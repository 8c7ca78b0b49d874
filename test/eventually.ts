import { Deadline } from '../src/core/common/deadline.ts';
import { delay } from '../src/core/common/delay.ts';

const pollMs = 100;
/** A terminal's screen full. */
const lastSawLimit = 4_000;

/**
 * Looks again and again until what is seen is wanted.
 *
 * Errors: a DeadlineError that names the wait and what was last seen.
 */
export async function eventually<T>(
  { name, withinMs }: { readonly name: string; readonly withinMs: number },
  look: () => Promise<T>,
  isWanted: (seen: T) => boolean,
): Promise<T> {
  const deadline = new Deadline(name, withinMs);
  for (;;) {
    const seen = await deadline.race(look());
    if (isWanted(seen)) return seen;
    deadline.lastSaw = (typeof seen === 'string' ? seen : JSON.stringify(seen)).slice(-lastSawLimit);
    if (deadline.isOver) throw deadline.error();
    await delay(pollMs);
  }
}
