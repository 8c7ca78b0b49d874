import { abandonedText } from '../host/registry/abandonedText.ts';
import { tidyUp } from '../host/registry/tidyUp.ts';
import type { Output } from './output.ts';

/** Completes the runs whose programs were killed, and tells of them; for verbs that ask for no VM, which does the same. */
export async function completeAbandoned(output: Output): Promise<void> {
  try {
    for (const run of await tidyUp()) output.note(abandonedText(run));
  } catch {
    // No place for sockets here: these verbs need none, and whoever needs one is told.
  }
}
