/** A piece of the console that is written to the emulated screen at once. */
export interface ScreenSegment {
  readonly data: Uint8Array;
  readonly byteOffset: number;
  /** A line of text with its line feed; a move between lines, by itself; or other text. */
  readonly kind: 'line' | 'move' | 'text';
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

/**
 * Splits bytes (as latin1) so that every line feed ends a segment, and every move between lines is one of its own. Lazily:
 * most often only the beginning is needed.
 */
export function* splitForScreen(raw: string, byteOffset: number): Generator<ScreenSegment> {
  let start = 0;
  const cut = (end: number, kind: ScreenSegment['kind'], more: Partial<ScreenSegment> = {}): ScreenSegment => {
    const data = Buffer.from(raw.slice(start, end), 'latin1');
    const segment = { data, byteOffset: byteOffset + start, kind, ...more };
    start = end;
    return segment;
  };
  for (const { 0: border, index } of raw.matchAll(borders)) {
    if (border === '\n') yield cut(index + 1, 'line');
    else {
      if (index > start) yield cut(index, 'text');
      yield cut(index + border.length, 'move', meaningOf(border));
    }
  }
  if (raw.length > start) yield cut(raw.length, 'text');
}

const borders = /\n|\x1b\[[\d;]*[ABEFHJLMSTdfrsu]|\x1b\[\?(?:1049|1047|47)[hl]|\x1b[78DEMc]|[\x0b\x0c\x0e\x0f]/g;

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
