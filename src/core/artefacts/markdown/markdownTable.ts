/**
 * A Markdown table of cells that are already Markdown. Whatever a cell holds, it ends neither its cell nor its row: bars
 * get an odd number of backslashes before them, which every viewer takes for an escaped bar, in code spans too.
 */
export function markdownTable(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = headers.map(() => '---');
  return [headers, rule, ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

function cell(markdown: string): string {
  return markdown
    .replace(/[\r\n]+/g, ' ')
    .replace(/(\\*)\|/g, (whole, before: string) => (before.length % 2 === 1 ? whole : `\\${whole}`));
}
