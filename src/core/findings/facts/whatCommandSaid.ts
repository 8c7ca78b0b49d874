import { shorten } from '../../common/shorten.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';
import { commandText } from './commandText.ts';

const shownLines = 3;

/**
 * What a command of pre-nixos that failed wrote by itself: the lines of the unit's journal between the events that it
 * started and that it ended so. Undefined if it wrote nothing, or the journal does not show it.
 */
export function whatCommandSaid(
  facts: Pick<RunFacts, 'captures'>,
  { command, exitStatus }: { readonly command: string; readonly exitStatus: number },
): { readonly text: string; readonly evidence: Evidence } | undefined {
  const journal = facts.captures.get('pre-nixos-journal');
  if (journal === undefined) return undefined;
  const messages = journal.lines.map(messageOf);
  const finished = messages.findLastIndex((text) => {
    const event = eventOf(text);
    return event?.name.endsWith('.finished') === true && event.command === command && event.exitStatus === exitStatus;
  });
  if (finished === -1) return undefined;
  const started = messages.findLastIndex((text, index) => {
    if (index >= finished) return false;
    const event = eventOf(text);
    return event?.name.endsWith('.start') === true && event.command === command;
  });
  const first = Math.max(started + 1, finished - shownLines);
  const own = messages.slice(first, finished).filter((text) => text !== '' && eventOf(text) === undefined);
  if (started === -1 || own.length === 0) return undefined;
  return {
    text: shorten(own.join(' '), 300),
    evidence: evidenceAt(journal, `what “${shorten(command, 60)}” said`, { first: first + 1, last: finished }),
  };
}

/** Without `Nov 26 11:22:14 nixos pre-nixos-start[404]: `. */
function messageOf(line: string): string {
  return line
    .slice(0, 4096)
    .replace(/^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: /, '')
    .trim();
}

function eventOf(
  text: string,
): { readonly name: string; readonly command: string; readonly exitStatus: unknown } | undefined {
  if (!text.startsWith('{') || !text.includes('"command"')) return undefined;
  try {
    const { event, command, returncode } = asRecord(JSON.parse(text)) ?? {};
    if (typeof event !== 'string') return undefined;
    return { name: event, command: commandText(command), exitStatus: returncode };
  } catch {
    return undefined;
  }
}
