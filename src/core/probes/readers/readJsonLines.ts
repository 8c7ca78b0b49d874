import type { ReadResult } from './readResult.ts';
import { splitLines } from './splitLines.ts';

/** One JSON document per line (`journalctl -o json`, actions.log) as an array. Lines that are not JSON are counted in the remark. */
export function readJsonLines(text: string): ReadResult {
  const lines = splitLines(text).filter((line) => line.trim() !== '');
  const value: unknown[] = [];
  for (const line of lines) {
    try {
      value.push(JSON.parse(line));
    } catch {
      // Counted below: a writer that was killed leaves half a line.
    }
  }
  const bad = lines.length - value.length;
  if (bad === 0) return { ok: true, value };
  const remark = `${bad} of ${lines.length} lines not JSON`;
  return value.length === 0 ? { ok: false, why: remark } : { ok: true, value, remark };
}
