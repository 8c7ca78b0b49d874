import type { ConsoleLine } from './consoleLine.ts';
import { stripControls } from './stripControls.ts';
import { utf8Text } from './utf8Text.ts';

// A carriage return or a cursor jump starts a new piece: ISOLINUX draws its whole menu without a line feed.
const separators = /\r+|\x1b(?:\[[0-9;]*[ABEFHfJd]|[Mc])/g;

/** Patterns could take for ever on a line without end. A prompt stands at its beginning, a kernel's message that came into it at its end. */
const keptCharacters = 2048;

/**
 * Splits one raw line (bytes as latin1, with or without its LF) into the pieces that a person sees apart, each with its
 * byte range. Blank pieces are left out, and the middle of those beyond 4096 characters.
 */
export function lineSegments(raw: string, byteStart: number, atMs: number | undefined): ConsoleLine[] {
  const segments: ConsoleLine[] = [];
  const add = (from: number, to: number): void => {
    const text = utf8Text(stripControls(raw.slice(from, to)).replace('\n', '')).trimEnd();
    if (text.length === 0) return;
    segments.push({ text: withoutMiddle(text), byteStart: byteStart + from, byteEnd: byteStart + to, atMs });
  };
  let from = 0;
  for (const separator of raw.matchAll(separators)) {
    add(from, separator.index);
    from = separator.index + separator[0].length;
  }
  add(from, raw.length);
  const last = segments.at(-1);
  if (last !== undefined) segments[segments.length - 1] = { ...last, byteEnd: byteStart + raw.length };
  return segments;
}

function withoutMiddle(text: string): string {
  if (text.length <= 2 * keptCharacters) return text;
  return `${text.slice(0, keptCharacters)} … ${text.slice(-keptCharacters)}`;
}
