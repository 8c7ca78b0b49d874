import { expect, test } from 'vitest';
import { bytesText } from '../../../../src/vscode/text/bytesText.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [52_428_800, '52.4 MB'],
])('%d is "%s"', (bytes, expected) => {
  expect(bytesText(bytes)).toBe(expected);
});
