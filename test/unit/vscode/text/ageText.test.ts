import { expect, test } from 'vitest';
import { ageText } from '../../../../src/vscode/text/ageText.ts';
import { upText } from '../../../../src/vscode/text/upText.ts';

const start = '2025-10-12T01:00:00.000Z';

test.each([
  ['2025-10-12T01:00:59.999Z', 'just now', 'just started'],
  ['2025-10-12T01:01:00.000Z', '1 min ago', 'up 1 min'],
  ['2025-10-12T03:00:30.000Z', '2 h ago', 'up 2 h'],
  ['2025-10-12T03:05:00.000Z', '2 h 5 min ago', 'up 2 h 5 min'],
  ['2025-10-15T01:00:00.000Z', '3 d ago', 'up 3 d'],
  // The guest's and this machine's clocks may differ a little.
  ['2025-10-12T00:59:00.000Z', 'just now', 'just started'],
])('at %s it is "%s" and "%s"', (now, age, up) => {
  expect(ageText(start, new Date(now))).toBe(age);
  expect(upText(start, new Date(now))).toBe(up);
});

test('a time that is none is said to be unknown', () => {
  expect(ageText('', new Date())).toBe('at an unknown time');
});
