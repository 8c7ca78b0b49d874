import type { CapturedAnswer } from './capturedAnswer.ts';

/** The number, from 1, of the first line that matches; undefined if none does. */
export function findLine(capture: CapturedAnswer, pattern: RegExp): number | undefined {
  const index = capture.lines.findIndex((line) => pattern.test(line));
  return index === -1 ? undefined : index + 1;
}
