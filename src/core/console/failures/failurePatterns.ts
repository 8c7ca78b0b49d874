import type { FailurePattern } from './failurePattern.ts';
import { bootFailurePatterns } from './bootFailurePatterns.ts';
import { kernelFailurePatterns } from './kernelFailurePatterns.ts';
import { serviceFailurePatterns } from './serviceFailurePatterns.ts';

/**
 * What a console shows when something went wrong, one row per pattern; the first row that takes a line names it.
 *
 * Gathered from kola (CoreOS), LAVA and os-autoinst, and from real serial logs. To add one: write the row, and a real
 * excerpt of a console with what is expected of it into test/unit/console/failurePatterns.test.ts.
 */
export const failurePatterns: readonly FailurePattern[] = [
  ...kernelFailurePatterns,
  ...bootFailurePatterns,
  ...serviceFailurePatterns,
];
