import type { Check } from './probe.ts';

type Scalar = string | number | boolean | null;

/**
 * Whether a value passes a check; all parts of the check have to hold, and one without any asks for existence. A number or
 * a truth value also equals the text that writes it, because `systemctl show` and status files know only text.
 *
 * Errors: SyntaxError if `matches` is no regular expression.
 */
export function checkValue(check: Check, value: unknown): boolean {
  const { equals, oneOf, matches, exists } = check;
  const found = value !== undefined;
  if (exists !== undefined && exists !== found) return false;
  if (equals !== undefined && !(found && isSame(value, equals))) return false;
  if (oneOf !== undefined && !(found && oneOf.some((each) => isSame(value, each)))) return false;
  if (matches !== undefined && !(found && new RegExp(matches, 'u').test(textOf(value)))) return false;
  return exists !== undefined || equals !== undefined || oneOf !== undefined || matches !== undefined || found;
}

function isSame(value: unknown, expected: Scalar): boolean {
  if (value === expected) return true;
  return typeof value === 'string' && expected !== null && value === String(expected);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
