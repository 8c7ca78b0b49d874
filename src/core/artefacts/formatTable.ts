import stringWidth from 'string-width';
import { visibleText } from '../common/visibleText.ts';

const gap = '  ';

/** A plain-text table for a terminal, without a newline at its end. Control characters in cells are made visible. */
export function formatTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headers, ...rows].map((row) => headers.map((_, column) => visibleText(row[column] ?? '', 'nothing')));
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => stringWidth(row[column] ?? ''))));
  const rule = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = cells;
  return [head, rule, ...body].map((row) => formatRow(row, widths)).join('\n');
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  const cells = widths.map((width, column) => {
    const text = row[column] ?? '';
    return text + ' '.repeat(width - stringWidth(text));
  });
  return cells.join(gap).trimEnd();
}
