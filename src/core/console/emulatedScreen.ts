import { Terminal, type IMarker } from '@xterm/headless';
import { CalmTracker } from './calmTracker.ts';
import type { ScreenLine } from './screenLine.ts';
import { splitForScreen, type ScreenSegment } from './splitForScreen.ts';

export interface EmulatedScreenOptions {
  readonly columns: number;
  /** A move below the last row makes the screen higher. */
  readonly rows: number;
  /** Lines that scrolled out of the screen: nothing can change them any more. */
  readonly scrolledOut: (lines: readonly ScreenLine[]) => void;
  /** What stands on the screen just before it is cleared. */
  readonly cleared: (lines: readonly ScreenLine[]) => void;
}

/** Boot loaders draw as high as they like, and say so only by going there. */
const enlargedRows = 50;
const maximumRows = 200;
/** More than what is written at once can scroll out. */
const scrollback = 1500;

/** A terminal without a window, for stretches of the console that move between lines. */
export class EmulatedScreen {
  readonly #options: EmulatedScreenOptions;
  readonly #terminal: Terminal;
  /** First row that has not been handed out, and its number counted from the beginning. */
  #firstRow: IMarker | undefined;
  #firstRowNumber = 0;
  /** Where each row began to be drawn; rows of the alternate screen have negative numbers. */
  readonly #offsets = new Map<number, number>();
  #calm: CalmTracker;
  /** Written before anything else. */
  #seed: ScreenSegment[] = [];

  constructor(options: EmulatedScreenOptions) {
    this.#options = options;
    this.#calm = new CalmTracker(options.rows);
    this.#calm = new CalmTracker(options.rows);
    const { columns: cols, rows } = options;
    this.#terminal = new Terminal({ cols, rows, scrollback, convertEol: true, allowProposedApi: true });
  }

  /**
   * Starts with a fresh screen. Making a new terminal for each stretch would take ten times as long.
   *
   * @param lines what is on the screen, above the cursor
   * @param drawsLines the second character set is the one for drawing lines
   */
  begin(lines: readonly ScreenLine[], drawsLines: boolean): void {
    this.#terminal.reset();
    this.#terminal.resize(this.#options.columns, this.#options.rows);
    this.#calm = new CalmTracker(this.#options.rows);
    this.#offsets.clear();
    this.#firstRowNumber = 0;
    this.#firstRow = this.#terminal.registerMarker(0);
    this.#seed = lines.map(({ text, byteOffset }) => ({ data: Buffer.from(`${text}\n`), byteOffset, kind: 'line' }));
    if (drawsLines) this.#seed.unshift({ data: Buffer.from('\x1b)0'), byteOffset: 0, kind: 'move' });
  }

  /**
   * Plays bytes until the screen is calm: it holds nothing but lines of text, the cursor stands below them, and the
   * emulator is needed no more.
   *
   * @param raw bytes as latin1, with no escape sequence cut off at its end, and at most 500 line feeds and 32 KiB
   */
  async write(raw: string, byteOffset: number): Promise<{ readonly bytes: number; readonly isCalm: boolean }> {
    const segments = this.#seed;
    this.#seed = [];
    let bytes = 0;
    let isCalm = false;
    for (const segment of splitForScreen(raw, byteOffset)) {
      segments.push(segment);
      bytes += segment.data.length;
      isCalm = this.#calm.add(segment);
      if (isCalm) break;
    }
    await this.#play(segments);
    this.#takeScrolledOut();
    return { bytes, isCalm };
  }

  /** What is on the screen and not handed out, down to the last text. */
  lines(): ScreenLine[] {
    const lines = this.#read(this.#startOfScreen(), this.#terminal.buffer.active.length);
    return lines.slice(0, lines.findLastIndex(({ text }) => text !== '') + 1);
  }

  /** What is above the cursor and not handed out; where the screen is calm, that is everything. */
  linesAboveCursor(): ScreenLine[] {
    const { active } = this.#terminal.buffer;
    return this.#read(this.#startOfScreen(), active.baseY + active.cursorY);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  /** Plays segments in order; what has to be known between two of them is read in the callback. */
  async #play(segments: readonly ScreenSegment[]): Promise<void> {
    const [first] = segments;
    if (first === undefined) return;
    this.#before(first);
    await new Promise<void>((resolve) => {
      for (const [index, segment] of segments.entries()) {
        this.#terminal.write(segment.data, () => {
          const next = segments[index + 1];
          if (next === undefined) resolve();
          else this.#before(next);
        });
      }
    });
  }

  #before({ effect, byteOffset, kind, row: goesTo = 0 }: ScreenSegment): void {
    if (goesTo > this.#terminal.rows && goesTo <= maximumRows) this.#enlarge(Math.max(goesTo, enlargedRows));
    const { active } = this.#terminal.buffer;
    const row = this.#rowNumber(active.baseY + active.cursorY);
    if (kind !== 'move' && !this.#offsets.has(row)) this.#offsets.set(row, byteOffset);
    switch (effect) {
      case 'clears':
        this.#clear();
        break;
      case 'clearsAtHome':
        if (active.cursorX === 0 && active.cursorY === 0) this.#clear();
        break;
      case 'leavesAlternate':
        if (active.type === 'alternate') this.#clear();
        break;
      case 'forgetsHistory':
        this.#takeScrolledOut();
        break;
      case 'entersAlternate':
      case 'shiftsOut':
      case 'shiftsIn':
      case 'limitsScrolling':
      case 'freesScrolling':
      case undefined:
        break;
    }
  }

  #enlarge(rows: number): void {
    this.#takeScrolledOut();
    // xterm 6.0 fills the new rows with lines from the history, which moves everything; without a history it cannot.
    this.#terminal.options.scrollback = 0;
    this.#terminal.resize(this.#options.columns, rows);
    this.#terminal.options.scrollback = scrollback;
  }

  #clear(): void {
    const { active, normal } = this.#terminal.buffer;
    const isNormal = active === normal;
    if (isNormal) this.#takeScrolledOut();
    const lines = this.lines();
    if (lines.length > 0) this.#options.cleared(lines);
    for (const row of this.#offsets.keys()) if (row >= 0 === isNormal) this.#offsets.delete(row);
    // Of a line that reaches into the screen, the part above it is not cleared.
    if (isNormal) this.#passOver(normal.baseY);
  }

  #takeScrolledOut(): void {
    const { active, normal } = this.#terminal.buffer;
    if (active !== normal) return;
    const from = this.#firstRowIndex();
    let to = normal.baseY;
    // A line that still reaches into the screen is not done.
    while (to > from && normal.getLine(to)?.isWrapped === true) to--;
    if (to <= from) return;
    const lines = this.#read(from, to);
    this.#passOver(to);
    if (lines.length > 0) this.#options.scrolledOut(lines);
  }

  /** Rows above this one have been handed out. */
  #passOver(to: number): void {
    const { normal } = this.#terminal.buffer;
    const from = this.#firstRowIndex();
    for (let row = from; row < to; row++) this.#offsets.delete(this.#firstRowNumber + row - from);
    this.#firstRowNumber += to - from;
    this.#firstRow?.dispose();
    this.#firstRow = this.#terminal.registerMarker(to - (normal.baseY + normal.cursorY));
  }

  #firstRowIndex(): number {
    return Math.max(0, this.#firstRow?.line ?? 0);
  }

  #startOfScreen(): number {
    const { active } = this.#terminal.buffer;
    return active.type === 'normal' ? this.#firstRowIndex() : active.baseY;
  }

  #rowNumber(index: number): number {
    const { active } = this.#terminal.buffer;
    return active.type === 'normal' ? this.#firstRowNumber + index - this.#firstRowIndex() : -1 - index;
  }

  /** Rows as lines, wrapped ones put together. Rows on which nothing was ever drawn are left out. */
  #read(from: number, to: number): ScreenLine[] {
    const { active } = this.#terminal.buffer;
    const lines: ScreenLine[] = [];
    let byteOffset: number | undefined;
    let text = '';
    for (let row = from; row < to; row++) {
      const line = active.getLine(row);
      if (line === undefined) break;
      const continues = row + 1 < to && active.getLine(row + 1)?.isWrapped === true;
      byteOffset ??= this.#offsets.get(this.#rowNumber(row));
      text += line.translateToString(!continues);
      if (continues) continue;
      text = text.trimEnd();
      if (text !== '' || byteOffset !== undefined) {
        lines.push({ text, byteOffset: byteOffset ?? lines.at(-1)?.byteOffset ?? 0 });
      }
      byteOffset = undefined;
      text = '';
    }
    return lines;
  }
}
