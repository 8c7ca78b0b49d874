import { visibleText } from '../../common/visibleText.ts';
import { changeSubjects, type RunChange, type RunComparison } from './runChange.ts';

const headings = { worse: 'Worse', better: 'Better', changed: 'Changed' } as const;

/** The comparison for a person at a terminal: what got worse first; `-` how it was, `+` how it is. */
export function formatComparison({ before, after, changes }: RunComparison): string {
  const lines = [`before  ${before}`, `after   ${after}`];
  if (changes.length === 0) return [...lines, '', 'Nothing differs but times, process ids and addresses.'].join('\n');
  for (const direction of ['worse', 'better', 'changed'] as const) {
    const those = changes.filter((change) => change.direction === direction);
    if (those.length > 0) lines.push('', headings[direction], ...those.flatMap(formatChange));
  }
  return lines.join('\n');
}

function formatChange({ subject, title, before, after }: RunChange): string[] {
  const marked = (text: string | null, mark: string): string[] =>
    text === null ? [] : text.split('\n').map((line) => `      ${mark} ${visibleText(line, 'nothing')}`);
  return [
    `  ${changeSubjects[subject]}${visibleText(title, 'nothing')}`,
    ...marked(before, '-'),
    ...marked(after, '+'),
  ];
}
