import { UserError } from '../../common/userError.ts';
import type { CustomFailurePattern, FailurePattern } from './failurePattern.ts';

/** Rows of the table for a profile's own patterns. @throws UserError where one is no regular expression */
export function customFailurePatterns(patterns: readonly CustomFailurePattern[]): FailurePattern[] {
  return patterns.map(({ pattern, title, severity }) => ({
    kind: 'custom',
    severity,
    // Nothing is known about its text: it is looked for by itself.
    hints: [],
    start: compile(pattern),
    title: () => title,
  }));
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    throw new UserError('usage', `The failure pattern "${pattern}" is not a regular expression.`, {
      next: 'Correct it in the profile.',
      cause,
    });
  }
}
