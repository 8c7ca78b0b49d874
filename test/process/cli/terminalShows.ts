import { Deadline } from '../../../src/core/common/deadline.ts';
import type { Event } from '../../../src/core/common/event.ts';

export interface ShownText {
  readonly text: string;
  readonly onChanged: Event<undefined>;
}

/** Waits until a terminal shows a text. */
export async function terminalShows(terminal: ShownText, what: string | RegExp, timeoutMs: number): Promise<void> {
  const deadline = new Deadline(`the terminal to show ${String(what)}`, timeoutMs);
  const isThere = (): boolean => {
    const { text } = terminal;
    deadline.lastSaw = JSON.stringify(text.slice(-500));
    return typeof what === 'string' ? text.includes(what) : what.test(text);
  };
  if (!isThere()) await deadline.event(terminal.onChanged, isThere);
}
