import { visibleText } from '../common/visibleText.ts';
import { checkValue } from './checkValue.ts';
import type { Check, Expectation } from './probe.ts';
import type { ReadResult } from './readers/readResult.ts';
import { valueAt } from './valueAt.ts';

/**
 * An expectation and what was found, one line per check in the same order. A check that holds has the same line on both
 * sides, so what differs between the two texts is what is wrong.
 */
export function compareExpectation(
  { checks }: Expectation,
  reading: ReadResult,
): { readonly expected: string; readonly found: string } {
  const expected = checks.map(expectedLine);
  const found = reading.ok
    ? checks.map((check, index) => foundLine(check, valueAt(reading.value, check.path), expected[index] ?? ''))
    : [visibleText(reading.why, 'nothing')];
  return { expected: `${expected.join('\n')}\n`, found: `${found.join('\n')}\n` };
}

function expectedLine({ path, equals, oneOf, matches, exists }: Check): string {
  const parts = [
    ...(equals === undefined ? [] : [`= ${valueText(equals)}`]),
    ...(oneOf === undefined ? [] : [`= ${oneOf.map(valueText).join(' or ')}`]),
    ...(matches === undefined ? [] : [`matches /${matches}/`]),
  ];
  if (exists === false) return `${nameOf(path)} is not there`;
  return `${nameOf(path)} ${parts.length === 0 ? 'is there' : parts.join(' and ')}`;
}

function foundLine(check: Check, value: unknown, expected: string): string {
  if (checkValue(check, value)) return expected;
  return value === undefined ? `${nameOf(check.path)} is not there` : `${nameOf(check.path)} = ${valueText(value)}`;
}

const nameOf = (path: string): string => (path === '' ? 'the answer' : path);

/** Whole: an editor compares it. */
function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '(empty)' : visibleText(text, 'nothing');
}
