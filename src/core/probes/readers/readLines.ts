import type { ReadResult } from './readResult.ts';
import { splitLines } from './splitLines.ts';

/** An array of lines. */
export function readLines(text: string): ReadResult {
  return { ok: true, value: splitLines(text) };
}
