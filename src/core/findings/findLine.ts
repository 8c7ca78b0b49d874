import type { CapturedAnswer } from './capturedAnswer.ts';

/** What is longer is no line that a tool wrote, and a pattern can take for ever on it. */
export const maxLineLength = 4096;

/** The number, from 1, of the first line that matches; undefined if none does. Lines beyond `maxLineLength` are passed over. */
export function findLine(capture: CapturedAnswer, pattern: RegExp): number | undefined {
  return numberOf(capture.lines.findIndex((line) => line.length <= maxLineLength && pattern.test(line)));
}

/** As `findLine`, of the last one. */
export function findLastLine(capture: CapturedAnswer, pattern: RegExp): number | undefined {
  return numberOf(capture.lines.findLastIndex((line) => line.length <= maxLineLength && pattern.test(line)));
}

function numberOf(index: number): number | undefined {
  return index === -1 ? undefined : index + 1;
}
