import { splitLines } from './splitLines.ts';

/**
 * The lines that can be rows of a table. A line of megabytes is none, and left out, so that the patterns of the readers
 * cost no more than its length.
 */
export function splitShortLines(text: string): string[] {
  return splitLines(text).filter((line) => line.length <= 4096);
}
