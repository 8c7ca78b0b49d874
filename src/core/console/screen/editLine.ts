/**
 * Plays moves within one line: CR, BS, tab, erasing, inserting, deleting. Undefined where the line gets wider than the
 * screen (it wraps then, and CR means something else), or holds characters whose width is not surely one column.
 */
export function editLine(text: string, columns: number): string | undefined {
  const cells: string[] = [];
  let column = 0;
  for (const [token, control, parameter, final] of text.matchAll(tokens)) {
    if (final !== undefined) {
      column = edit(cells, column, final, parameter === '' ? undefined : Number(parameter));
    } else if (control === '\r') column = 0;
    else if (control === '\b') column = Math.max(0, column - 1);
    else if (control === '\t') column += 8 - (column % 8);
    else if (narrow.test(token)) {
      for (const character of token) cells[column++] = character;
    } else return undefined;
    if (column >= columns) return undefined;
  }
  // Skipped cells are holes in the array, which Array.from fills.
  return Array.from(cells, (cell: string | undefined) => cell ?? ' ')
    .join('')
    .trimEnd();
}

const tokens = /([\r\b\t])|\x1b\[(\d*)([KCDGPX@])|[^\r\b\t\x1b]+/g;

/** Latin, punctuation, arrows, box drawing and shapes: one column each. */
const narrow = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc]*$/;

/** One control sequence; answers with the new column. */
function edit(cells: string[], column: number, final: string, parameter: number | undefined): number {
  const count = Math.max(1, parameter ?? 1);
  switch (final) {
    case 'C':
      return column + count;
    case 'D':
      return Math.max(0, column - count);
    case 'G':
      return count - 1;
    case 'K':
      if (parameter === 2) cells.length = 0;
      else if (parameter === 1) cells.fill(' ', 0, column + 1);
      else cells.length = Math.min(cells.length, column);
      return column;
    case 'P':
      cells.splice(column, count);
      return column;
    case '@':
      if (column < cells.length) cells.splice(column, 0, ...Array.from({ length: Math.min(count, 500) }, () => ' '));
      return column;
    default: // X
      for (let index = column; index < Math.min(column + count, cells.length); index++) cells[index] = ' ';
      return column;
  }
}
