import type { ReadResult } from './readResult.ts';

/** The output as it is, as one string. */
export function readText(text: string): ReadResult {
  return { ok: true, value: text };
}
