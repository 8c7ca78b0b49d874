import { expect, test } from 'vitest';
import { formatTable } from '../../../src/core/artefacts/formatTable.ts';

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
