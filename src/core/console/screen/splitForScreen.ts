import { utf8Text } from '../lines/utf8Text.ts';

/** A piece of the console that is written to the emulated screen at once. */
export interface ScreenSegment {
  /** As UTF-8 text. */
  readonly text: string;
  readonly byteOffset: number;
  readonly bytes: number;
  /** A line of text with its line feed; a move between lines, by itself; or other text. */
  readonly kind: 'line' | 'move' | 'text';
  /** Its beginning came with earlier bytes. */
  readonly isContinued: boolean;
  /** What a move does to text that is on the screen. */
  readonly effect?: ScreenEffect;
  /** The row that a move goes to, from 1. */
  readonly row?: number;
}

/** `clearsAtHome`: only if the cursor stands in the first cell. */
export type ScreenEffect =
  | 'clears'
  | 'clearsAtHome'
  | 'forgetsHistory'
  | 'entersAlternate'
  | 'leavesAlternate'
  | 'shiftsOut'
  | 'shiftsIn'
  | 'limitsScrolling'
  | 'freesScrolling';

/** Text without an end is cut here. */
const maximumTextBytes = 32_768;

/**
 * Splits bytes (as latin1, no move cut off at their end) so that every line feed ends a segment, and every move between lines
 * is one of its own. Lazily: most often only the beginning is needed.
 *
 * Invariant: where segments begin that are not continued depends on the bytes alone, and not on how they came.
 *
 * @param openBytes length so far of the text that the last bytes ended with
 */
export function* splitForScreen(raw: string, byteOffset: number, openBytes: number): Generator<ScreenSegment> {
  let start = 0;
  let open = openBytes;
  const cut = (end: number, kind: ScreenSegment['kind'], more: Partial<ScreenSegment> = {}): ScreenSegment => {
    const text = utf8Text(raw.slice(start, end));
    const segment = { text, byteOffset: byteOffset + start, bytes: end - start, kind, isContinued: open > 0, ...more };
    open = kind === 'text' ? open + end - start : 0;
    start = end;
    return segment;
  };
  const cutLongText = function* (end: number): Generator<ScreenSegment> {
    while (open + end - start > maximumTextBytes) {
      if (open < maximumTextBytes) yield cut(start + maximumTextBytes - open, 'text');
      open = 0;
    }
  };
  for (const { 0: border, index } of raw.matchAll(borders)) {
    yield* cutLongText(index);
    if (border === '\n') {
      yield cut(index + 1, 'line');
      continue;
    }
    if (index > start) yield cut(index, 'text');
    open = 0;
    yield cut(index + border.length, 'move', meaningOf(border));
  }
  yield* cutLongText(raw.length);
  if (raw.length > start) yield cut(raw.length, 'text');
}

// Longer ones may come in pieces, and are no moves then: see `maximumSequenceBytes`.
const borders = /\n|\x1b\[[\d;]{0,61}[ABEFHJLMSTdefrsu]|\x1b\[\?(?:1049|1047|47)[hl]|\x1b[78DEMc]|[\x0b\x0c\x0e\x0f]/g;

function meaningOf(border: string): Partial<ScreenSegment> {
  const row = /^\x1b\[(\d+)(?:;\d*)?[Hfd]$/.exec(border)?.[1];
  if (row !== undefined) return { row: Number(row) };
  const effect = effects[border];
  if (effect !== undefined) return { effect };
  if (border.startsWith('\x1b[?')) return { effect: border.endsWith('l') ? 'leavesAlternate' : 'entersAlternate' };
  return border.endsWith('r') ? { effect: 'limitsScrolling' } : {};
}

const effects: Readonly<Record<string, ScreenEffect>> = {
  '\x1bc': 'clears',
  '\x1b[2J': 'clears',
  '\x1b[J': 'clearsAtHome',
  '\x1b[0J': 'clearsAtHome',
  '\x1b[3J': 'forgetsHistory',
  '\x0e': 'shiftsOut',
  '\x0f': 'shiftsIn',
  '\x1b[r': 'freesScrolling',
};
