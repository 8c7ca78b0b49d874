import type { CapturedAnswer } from '../capturedAnswer.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import { maxLineLength } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { oncePer } from './oncePer.ts';

const shownLines = 5;

/** The last lines of a unit's journal: the text of the last one, and where they stand. */
export function journalTail(
  facts: RunFacts,
  unit: string,
): { readonly last: string; readonly evidence: Evidence } | undefined {
  const own = unit === 'pre-nixos.service' ? facts.captures.get('pre-nixos-journal') : undefined;
  const places = [
    ...(own === undefined ? [] : [{ capture: own, first: 1, last: own.lines.length }]),
    ...['failed-units', 'jobs'].flatMap((probe) => {
      const capture = facts.captures.get(probe);
      return (capture === undefined ? undefined : sectionsOf(capture).get(unit)) ?? [];
    }),
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

/** What stands below each `Journal of X:`, up to an empty line; by the unit. */
const sectionsOf = oncePer((capture: CapturedAnswer): ReadonlyMap<string, Section> => {
  const sections = new Map<string, Section>();
  let open: { readonly unit: string; readonly first: number } | undefined;
  for (const [index, line] of [...capture.lines, ''].entries()) {
    if (open !== undefined && line.trim() === '') {
      if (!sections.has(open.unit)) sections.set(open.unit, { capture, first: open.first, last: index });
      open = undefined;
    }
    // Within a section such a line is the guest's.
    const unit = open !== undefined || line.length > maxLineLength ? undefined : /^Journal of (\S+):$/.exec(line)?.[1];
    if (unit !== undefined) open = { unit, first: index + 2 };
  }
  return sections;
});

/** Of the unit's own, if it is among them: systemd adds how much CPU it took. */
function lastWords(lines: readonly string[]): string {
  const messages = lines.map(message);
  return messages.findLast((each) => !each.startsWith('systemd[1]:')) ?? messages.at(-1) ?? '';
}

/** Without `Nov 26 11:22:14 nixos `: who said it and what. */
function message(line: string): string {
  return line.replace(/^\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ /, '').slice(0, 300);
}
