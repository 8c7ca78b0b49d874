import { shorten } from '../../common/shorten.ts';
import type { ReadResult } from './readResult.ts';

/** One JSON document. */
export function readJson(text: string): ReadResult {
  if (text.trim() === '') return { ok: false, why: 'the output is empty, where JSON was expected' };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, why: `the output is not JSON; it begins with ${JSON.stringify(shorten(text.trim(), 60))}` };
  }
}
