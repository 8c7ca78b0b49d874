import { expect, test } from 'vitest';
import { formatTable } from '../../../src/core/artefacts/formatTable.ts';
import { textWidth } from '../../../src/core/artefacts/textWidth.ts';

test('columns are as wide as their widest cell, in columns of the terminal', () => {
  expect(
    formatTable(
      ['Evidence', 'State'],
      [
        ['漢字', 'ok'],
        ['Queued jobs', ''],
        ['e\u0301', 'x'],
      ],
    ),
  ).toBe(
    ['Evidence     State', '-----------  -----', '漢字         ok', 'Queued jobs', 'e\u0301            x'].join('\n'),
  );
});

test('a table of no rows has its head', () => {
  expect(formatTable(['A', 'Bc'], [])).toBe('A  Bc\n-  --');
});

test('control characters cannot leave their cell', () => {
  expect(formatTable(['A'], [['\u001b[2Jx\ny']]).split('\n')).toEqual(['A', '-------', '␛[2Jx␊y']);
});

test('cells are cut, the widest first, so that a row fits', () => {
  const rows = [['short', 'a'.repeat(100), '漢'.repeat(60)]];
  for (const maxWidth of [40, 60, 79, 80, 81, 120, 200, 300]) {
    const lines = formatTable(['One', 'Two', 'Three'], rows, { maxWidth }).split('\n');
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(maxWidth);
    expect(lines[2]).toMatch(/^short {2}/);
    expect(lines[2]?.includes('…')).toBe(maxWidth < 230);
  }
});
