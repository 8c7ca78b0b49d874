import { visibleText } from '../../common/visibleText.ts';

/**
 * A text as a fenced code block, without a newline at its end. The fence is longer than every run of backticks in the
 * text; control characters but newline and tab are made visible.
 *
 * @param language `text`, `sh`: what viewers colour it as
 */
export function fencedBlock(text: string, language: 'text' | 'sh'): string {
  const visible = visibleText(text, 'newlinesAndTabs');
  let longest = 2;
  for (const { 0: run } of visible.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const end = visible === '' || visible.endsWith('\n') ? '' : '\n';
  return `${fence}${language}\n${visible}${end}${fence}`;
}
