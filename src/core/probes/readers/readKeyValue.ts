import type { ReadResult } from './readResult.ts';
import { splitLines } from './splitLines.ts';

/**
 * `KEY=VALUE` lines (`systemctl show`, status files, os-release) as an object of strings. The values of a key that comes
 * several times (`ExecStart`) are joined by newlines. No output is an object without keys.
 */
export function readKeyValue(text: string): ReadResult {
  const values = new Map<string, string>();
  let skipped = 0;
  for (const line of splitLines(text)) {
    const match = /^\s*([A-Za-z_][\w.-]*)=(.*)$/.exec(line);
    const key = match?.[1];
    if (key === undefined) {
      if (line.trim() !== '' && !line.startsWith('#')) skipped++;
      continue;
    }
    const value = withoutQuotes(match?.[2] ?? '');
    const before = values.get(key);
    values.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  if (values.size === 0 && skipped > 0) return { ok: false, why: `none of ${countOf(skipped)} has the form KEY=VALUE` };
  // fromEntries makes own properties even of keys like __proto__.
  const value = Object.fromEntries(values);
  return skipped === 0 ? { ok: true, value } : { ok: true, value, remark: `${countOf(skipped)} without KEY=VALUE` };
}

function withoutQuotes(value: string): string {
  if (value.length > 65_536) return value;
  return /^"(?:[^"\\]|\\.)*"$/.test(value) ? value.slice(1, -1).replace(/\\(["\\$`])/g, '$1') : value;
}

function countOf(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
