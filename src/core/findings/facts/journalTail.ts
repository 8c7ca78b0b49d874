import { escapeForRegExp } from '../../common/escapeForRegExp.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

const shownLines = 5;

/** The last lines of a unit's journal: the text of the last one, and where they stand. */
export function journalTail(
  facts: RunFacts,
  unit: string,
): { readonly last: string; readonly evidence: Evidence } | undefined {
  const own = unit === 'pre-nixos.service' ? facts.captures.get('pre-nixos-journal') : undefined;
  const places = [
    ...(own === undefined ? [] : [{ capture: own, first: 1, last: own.lines.length }]),
    ...['failed-units', 'jobs'].flatMap((probe) => sectionOf(facts.captures.get(probe), unit)),
  ];
  for (const { capture, first, last } of places) {
    if (last < first || capture.lines[first - 1]?.startsWith('-- No entries') === true) continue;
    const from = Math.max(first, last - shownLines + 1);
    const evidence = evidenceAt(capture, 'the last lines of its journal', { first: from, last });
    return { last: lastWords(capture.lines.slice(from - 1, last)), evidence };
  }
  return undefined;
}

interface Section {
  readonly capture: CapturedAnswer;
  readonly first: number;
  readonly last: number;
}

/** What stands below `Journal of X:`, up to an empty line. */
function sectionOf(capture: CapturedAnswer | undefined, unit: string): Section[] {
  const heading =
    capture === undefined ? undefined : findLine(capture, new RegExp(`^Journal of ${escapeForRegExp(unit)}:$`));
  if (capture === undefined || heading === undefined) return [];
  let last = heading;
  while (last < capture.lines.length && (capture.lines[last] ?? '').trim() !== '') last++;
  return [{ capture, first: heading + 1, last }];
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
