import { escapeForRegExp } from '../../common/escapeForRegExp.ts';
import type { Evidence } from '../finding.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

const shownLines = 5;

/** The last lines of a unit's journal: the text of the last one, and where they stand. */
export function journalTail(
  facts: RunFacts,
  unit: string,
): { readonly last: string; readonly evidence: Evidence } | undefined {
  const what = `the last lines of its journal`;
  const own = unit === 'pre-nixos.service' ? facts.captures.get('pre-nixos-journal') : undefined;
  if (own !== undefined && own.lines.length > 0 && !own.lines[0]?.startsWith('-- No entries')) {
    const last = own.lines.length;
    const evidence = evidenceAt(own, what, { first: Math.max(1, last - shownLines + 1), last });
    return { last: lastWords(own.lines.slice(evidence.firstLine - 1, last)), evidence };
  }
  const capture = facts.captures.get('failed-units');
  if (capture === undefined) return undefined;
  const heading = findLine(capture, new RegExp(`^Journal of ${escapeForRegExp(unit)}:$`));
  if (heading === undefined) return undefined;
  let end = heading;
  while (end < capture.lines.length && (capture.lines[end] ?? '').trim() !== '') end++;
  if (end === heading || capture.lines[heading]?.startsWith('-- No entries') === true) return undefined;
  const evidence = evidenceAt(capture, what, { first: Math.max(heading + 1, end - shownLines + 1), last: end });
  return { last: lastWords(capture.lines.slice(evidence.firstLine - 1, end)), evidence };
}

/** Of the unit's own, if it is among them: systemd adds how much CPU it took. */
function lastWords(lines: readonly string[]): string {
  const messages = lines.map(message);
  return messages.findLast((each) => !each.startsWith('systemd[1]:')) ?? messages.at(-1) ?? '';
}

/** Without `Nov 26 11:22:14 nixos `: who said it and what. */
function message(line: string): string {
  return line.replace(/^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ /, '').slice(0, 300);
}
