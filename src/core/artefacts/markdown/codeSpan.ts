import { visibleText } from '../../common/visibleText.ts';

/**
 * A text as a Markdown code span on one line. Inside one nothing else is Markdown: no link, no HTML, no automatic link.
 * The fence is longer than every run of backticks in the text, so that the text cannot end it.
 */
export function codeSpan(text: string): string {
  const line = visibleText(text, 'nothing');
  if (line.trim() === '') return '` `';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  // Viewers take away one space on each side, if there is one on both.
  const padding = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return fence + padding + line + padding + fence;
}
