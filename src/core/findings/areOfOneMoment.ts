import type { CapturedAnswer } from './capturedAnswer.ts';
import { isOlder } from './isOlder.ts';

/** Whether neither of two answers is older, so that one can be held against the other. */
export function areOfOneMoment(one: CapturedAnswer, other: CapturedAnswer): boolean {
  return !isOlder(one, other) && !isOlder(other, one);
}
