import { type IBufferNamespace, type IMarker, Terminal } from '@xterm/headless';
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
/** What has scrolled out is taken after so much, a row each at most for a line or a move … */
const takenAfterSegments = 500;
/** … and for every row's worth of text. */
const takenAfterBytes = 65_536;
/** More than what can scroll out until it is taken. */
const scrollback = 1500;
/**
 * Sequences that xterm 6.0 repeats as often as it is told, up to two thousand million times. No screen is so large: what
 * asks for more is left out.
 */
const repeated = ['b', 'I', 'L', 'M', 'S', 'T', 'Z'];
const maximumRepetitions = 1000;

/** A terminal without a window, for stretches of the console that move between lines. */
export class EmulatedScreen {
  readonly #options: EmulatedScreenOptions;
  readonly #terminal: Terminal;
  /** Kept: xterm checks its options whenever it is asked for it. */
  readonly #buffer: IBufferNamespace;
  /** First row that has not been handed out, and its number counted from the beginning. */
  #firstRow: IMarker | undefined;
  #firstRowNumber = 0;
  /** Where each row began to be drawn; rows of the alternate screen have negative numbers. */
  readonly #offsets = new Map<number, number>();
  #calm: CalmTracker;
  #written = 0;
  #parsed = 0;
  /** Length so far of the text that the last bytes ended with. */
  #openBytes = 0;
  /** Since what has scrolled out was last taken. */
  #segments = 0;
  #bytes = 0;

  constructor(options: EmulatedScreenOptions) {
    this.#options = options;
    this.#calm = new CalmTracker(options.rows);
    const { columns: cols, rows } = options;
    // Console text may hold anything; xterm would write of sequences that it does not know on stderr.
    this.#terminal = new Terminal({
      cols,
      rows,
      scrollback,
      convertEol: true,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.#buffer = this.#terminal.buffer;
    for (const final of repeated) {
      this.#terminal.parser.registerCsiHandler({ final }, ([count]) => Number(count) > maximumRepetitions);
    }
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
    this.#openBytes = 0;
    this.#firstRowNumber = 0;
    this.#firstRow?.dispose();
    this.#firstRow = this.#terminal.registerMarker(0);
    // Cancels a sequence that the stretch before has left open.
    this.#parse(`\x18${drawsLines ? '\x1b)0' : ''}${lines.map(({ text }) => `${text}\n`).join('')}`);
    const { normal } = this.#buffer;
    let row = -1;
    for (const { byteOffset } of lines) {
      while (normal.getLine(++row)?.isWrapped === true);
      this.#offsets.set(this.#rowNumber(row), byteOffset);
    }
  }

  /**
   * Plays bytes until the screen is calm: it holds nothing but lines of text, the cursor stands below them, and the
   * emulator is needed no more.
   *
   * Invariant: how the bytes were split makes no difference; everything that is read is read where a segment ends.
   *
   * @param raw bytes as latin1, with no escape sequence or character cut off at its end
   */
  write(raw: string, byteOffset: number): { readonly bytes: number; readonly isCalm: boolean } {
    let bytes = 0;
    for (const segment of splitForScreen(raw, byteOffset, this.#openBytes)) {
      if (!segment.isContinued) this.#beginSegment(segment);
      this.#parse(segment.text);
      bytes += segment.bytes;
      this.#bytes += segment.bytes;
      this.#openBytes = segment.kind === 'text' ? (segment.isContinued ? this.#openBytes : 0) + segment.bytes : 0;
      if (this.#calm.add(segment)) {
        this.#takeScrolledOut();
        return { bytes, isCalm: true };
      }
    }
    return { bytes, isCalm: false };
  }

  /** What is on the screen and not handed out, down to the last text. */
  lines(): ScreenLine[] {
    const lines = this.#read(this.#startOfScreen(), this.#buffer.active.length);
    return lines.slice(0, lines.findLastIndex(({ text }) => text !== '') + 1);
  }

  /** What is above the cursor and not handed out; where the screen is calm, that is everything. */
  linesAboveCursor(): ScreenLine[] {
    const { active } = this.#buffer;
    return this.#read(this.#startOfScreen(), active.baseY + active.cursorY);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #parse(text: string): void {
    // xterm 6.0 parses at once what follows the input of a user (`WriteBuffer.write`), and anything else after a timer: a
    // millisecond each time. An empty input has no other effect on a terminal that nobody has scrolled or listens to.
    this.#terminal.input('');
    this.#terminal.write(text, () => this.#parsed++);
    if (this.#parsed < ++this.#written) throw new Error('the terminal emulator has not parsed what it was given');
  }

  #beginSegment({ effect, byteOffset, kind, row: goesTo = 0 }: ScreenSegment): void {
    if (++this.#segments > takenAfterSegments || this.#bytes > takenAfterBytes) this.#takeScrolledOut();
    if (goesTo > this.#terminal.rows && goesTo <= maximumRows) this.#enlarge(Math.max(goesTo, enlargedRows));
    if (kind !== 'move') this.#noteOffset(byteOffset);
    const { active } = this.#buffer;
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

  #noteOffset(byteOffset: number): void {
    const { active } = this.#buffer;
    const row = this.#rowNumber(active.baseY + active.cursorY);
    if (!this.#offsets.has(row)) this.#offsets.set(row, byteOffset);
  }

  #enlarge(rows: number): void {
    this.#takeScrolledOut();
    // xterm 6.0 fills the new rows with lines from the history, which moves everything; without a history it cannot.
    this.#terminal.options.scrollback = 0;
    this.#terminal.resize(this.#options.columns, rows);
    this.#terminal.options.scrollback = scrollback;
  }

  #clear(): void {
    const { active, normal } = this.#buffer;
    const isNormal = active === normal;
    if (isNormal) this.#takeScrolledOut();
    const lines = this.lines();
    if (lines.length > 0) this.#options.cleared(lines);
    for (const row of this.#offsets.keys()) if (row >= 0 === isNormal) this.#offsets.delete(row);
    // Of a line that reaches into the screen, the part above it is not cleared.
    if (isNormal) this.#passOver(normal.baseY);
  }

  #takeScrolledOut(): void {
    this.#segments = 0;
    this.#bytes = 0;
    const { active, normal } = this.#buffer;
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
    const { normal } = this.#buffer;
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
    const { active } = this.#buffer;
    return active.type === 'normal' ? this.#firstRowIndex() : active.baseY;
  }

  #rowNumber(index: number): number {
    const { active } = this.#buffer;
    return active.type === 'normal' ? this.#firstRowNumber + index - this.#firstRowIndex() : -1 - index;
  }

  /** Rows as lines, wrapped ones put together. Rows on which nothing was ever drawn are left out. */
  #read(from: number, to: number): ScreenLine[] {
    const { active } = this.#buffer;
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
