import { expect, it } from 'vitest';
import { HintIndex } from '../../../src/core/console/lines/hintIndex.ts';

it('finds the rows whose hints are in a text, in order, also where hints overlap or one begins another', () => {
  const rows = [
    { name: 'bug', hints: ['BUG: '] },
    { name: 'any', hints: [] },
    { name: 'kasan', hints: ['BUG: KASAN', 'never'] },
    { name: 'kernel', hints: ['handle kernel'] },
    { name: 'at', hints: ['kernel BUG at', '.*'] },
  ];
  const index = new HintIndex(rows);
  const namesFor = (text: string): string =>
    index
      .rowsFor(text)
      .map(({ name }) => name)
      .join(' ');
  expect(namesFor('nothing')).toBe('any');
  expect(namesFor('BUG: x')).toBe('bug any');
  expect(namesFor('BUG: KASAN: x')).toBe('bug any kasan');
  expect(namesFor('cannot handle kernel BUG at x')).toBe('any kernel at');
  expect(namesFor('BUG: handle kernel BUG: KASAN, .* BUG: ')).toBe('bug any kasan kernel at');
  expect(new HintIndex([{ hints: [] }]).rowsFor('x')).toHaveLength(1);
});
