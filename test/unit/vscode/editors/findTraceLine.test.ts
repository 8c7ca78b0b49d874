import { expect, test } from 'vitest';
import { findTraceLine } from '../../../../src/vscode/editors/findTraceLine.ts';

const text = ['boot', 'Oops: 0000 [#1]', 'a', 'b', 'c', 'Oops: 0000 [#1]', 'end'].join('\n');

test.each([
  [['Oops: 0000 [#1]'], 0.1, 1],
  [['', '  Oops: 0000 [#1]  '], 0.9, 5],
  [['end'], 0, 6],
  [['not there'], 0.5, undefined],
  [['', ' '], 0.5, undefined],
])('%j near %d is at line %s', (trace, position, expected) => {
  expect(findTraceLine(text, trace, position)).toBe(expected);
});
