import { visibleText } from '../common/visibleText.ts';
import { textWidth } from './textWidth.ts';

export interface FormatTableOptions {
  /** Columns of the terminal; cells are cut so that a row fits. Default: nothing is cut. */
  readonly maxWidth?: number;
}

const gap = '  ';
/** A column is not cut below this, however narrow the terminal. */
const minColumnWidth = 8;

/** A plain-text table for a terminal, without a newline at its end. Control characters in cells are made visible. */
export function formatTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  options: FormatTableOptions = {},
): string {
  const cells = [headers, ...rows].map((row) => headers.map((_, column) => visibleText(row[column] ?? '', 'nothing')));
  const natural = headers.map((_, column) => Math.max(...cells.map((row) => textWidth(row[column] ?? ''))));
  const widths = options.maxWidth === undefined ? natural : fit(natural, options.maxWidth);
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = cells;
  return [head, rule, ...body].map((row) => formatRow(row, widths)).join('\n');
}

/** Takes from the widest column, one by one, until the row fits. */
function fit(natural: readonly number[], maxWidth: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1)) - maxWidth;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= minColumnWidth) break;
    const second = Math.max(minColumnWidth, ...widths.filter((width) => width < widest));
    const cut = Math.min(excess, Math.max(1, widest - second));
    widths[widths.indexOf(widest)] = widest - cut;
    excess -= cut;
  }
  return widths;
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => pad(row[column] ?? '', width))
    .join(gap)
    .trimEnd();
}

function pad(text: string, width: number): string {
  const own = textWidth(text);
  if (own <= width) return text + ' '.repeat(width - own);
  let cut = '';
  for (const character of text) {
    if (textWidth(cut + character) > width - 1) break;
    cut += character;
  }
  return `${cut}…${' '.repeat(width - textWidth(cut) - 1)}`;
}
