import { expect, test } from 'vitest';
import { oneLine } from '../../../../src/vscode/text/oneLine.ts';

test.each([
  ['a\r\n\tb  c', 'a b c'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m'],
  ['Größe \u{1F4BF}', 'Größe \u{1F4BF}'],
])('%j is shown as %j', (text, expected) => {
  expect(oneLine(text)).toBe(expected);
});

test('long text is cut and says so', () => {
  expect(oneLine('x'.repeat(20), 10)).toBe('xxxxxxxxx…');
});
