import { expect, test } from 'vitest';
import { durationText } from '../../../../src/vscode/text/durationText.ts';

test.each([
  [0, '0.0 s'],
  [420, '0.4 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
])('%d ms is "%s"', (durationMs, expected) => {
  expect(durationText(durationMs)).toBe(expected);
});
