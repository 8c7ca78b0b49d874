import { Emitter, type Event } from '../common/event.ts';
import { EmulatedScreen } from './emulatedScreen.ts';
import { HeldScreen } from './heldScreen.ts';
import { LineIndex } from './lineIndex.ts';
import { plainLine } from './plainLine.ts';
import type { ScreenLine } from './screenLine.ts';
import { SizeProbes } from './sizeProbes.ts';

/** Wide enough for what boot loaders draw: ISOLINUX's menu has 98 columns. */
const columns = 132;
/** What a serial line's programs take for granted. */
const rows = 24;
/** An endless line is cut here. */
const maximumLineBytes = 65_536;
const sliceBytes = 32_768;
const sliceLines = 500;

/**
 * What a person would have read on the console, line by line: no escapes, no half-drawn menus, overwritten lines as last
 * seen. Lines are final once they have scrolled out of the screen; what is cleared was read before and counts.
 *
 * Lines that stay lines are read directly; only stretches that move between lines go through a terminal emulator, which
 * starts with the lines that are on the screen then.
 *
 * Invariant: how the stream was split into chunks makes no difference to the text.
 */
export class ScreenText {
  readonly #lines = new Emitter<readonly ScreenLine[]>();
  readonly #index = new LineIndex();
  readonly #held = new HeldScreen();
  #final: ScreenLine[] = [];
  /** Lines that are still on the screen, oldest first, while no emulator is needed. */
  #screen: ScreenLine[] = [];
  /** Made when it is first needed, then used again. */
  #emulator: EmulatedScreen | undefined;
  #isEmulating = false;
  /** Bytes of the line that has not ended yet, as latin1. */
  #rest = '';
  #restOffset = 0;
  /** The second character set was last said to be the one for drawing lines. */
  #drawsLines = false;
  readonly #probes = new SizeProbes();
  #busy: Promise<void> | undefined;

  /** Lines as they become final. */
  get onLines(): Event<readonly ScreenLine[]> {
    return this.#lines.event;
  }

  /** Final lines so far. */
  get lineCount(): number {
    return this.#index.lineCount;
  }

  /** Byte offset in serial.log at which a final line began to be drawn; lines count from 1. */
  offsetOfLine(line: number): number | undefined {
    return this.#index.offsetOfLine(line);
  }

  /** The final line that a byte offset belongs to, counted from 1; 0 where none does. */
  lineOfOffset(byteOffset: number): number {
    return this.#index.lineOfOffset(byteOffset);
  }

  /** The lines from one byte offset to another (exclusive) as they stand in serial.txt, on the screen or final; from 1. */
  linesBetween(byteStart: number, byteEnd: number): { readonly firstLine: number; readonly lastLine: number } {
    const pending = this.pendingLines();
    const lineOf = (offset: number): number => {
      const onScreen = pending.findLastIndex((line) => line.byteOffset <= offset);
      return Math.max(1, onScreen === -1 ? this.lineOfOffset(offset) : this.lineCount + onScreen + 1);
    };
    const firstLine = lineOf(byteStart);
    return { firstLine, lastLine: Math.max(firstLine, lineOf(Math.max(byteStart, byteEnd - 1))) };
  }

  /** What is on the screen and not final yet. */
  pendingLines(): readonly ScreenLine[] {
    const lines = this.#linesOnScreen();
    return [...this.#held.linesBefore(lines), ...lines];
  }

  /** Takes the next bytes; a promise where the emulator has to work on them. Calls may overlap: bytes stay in order. */
  push(chunk: Buffer): Promise<void> | undefined {
    const bytes = chunk.toString('latin1');
    return this.#enqueue(() => this.#take(bytes, false));
  }

  /** The stream is over: everything that is on the screen is final. */
  async end(): Promise<void> {
    await this.#enqueue(() => this.#take('', true));
    await this.#busy;
    const left = this.#linesOnScreen();
    this.#emulator?.dispose();
    this.#isEmulating = false;
    this.#screen = [];
    this.#restOffset += this.#rest.length;
    this.#rest = '';
    this.#commit(left, () => []);
    this.#flush();
  }

  get #terminal(): EmulatedScreen {
    return (this.#emulator ??= new EmulatedScreen({
      columns,
      rows,
      scrolledOut: (lines) => this.#commit(lines, () => this.#terminal.lines()),
      cleared: (lines) => this.#addFinal(this.#held.replace(lines)),
    }));
  }

  #enqueue(work: () => Promise<void> | undefined): Promise<void> | undefined {
    const running = this.#busy === undefined ? work() : this.#busy.then(work);
    if (running === undefined) return undefined;
    const busy = running.finally(() => {
      if (this.#busy === busy) this.#busy = undefined;
    });
    this.#busy = busy;
    return busy;
  }

  #take(bytes: string, isEnd: boolean): Promise<void> | undefined {
    const data = this.#probes.blankOut(this.#rest + bytes);
    const offset = this.#restOffset;
    this.#rest = '';
    if (this.#isEmulating) return this.#emulate(data, offset, isEnd);
    const designation = data.lastIndexOf('\x1b)');
    if (designation >= 0) this.#drawsLines = data[designation + 2] === '0';
    const taken = this.#takePlain(data, offset);
    this.#rest = data.slice(taken);
    this.#restOffset = offset + taken;
    this.#flush();
    if (this.#rest === '') return undefined;
    // What is left needs the emulator if it is a whole line, or one that is being drawn without line feeds.
    const unfinished = isEnd ? this.#rest : withoutCutSequence(this.#rest);
    if (!unfinished.includes('\n') && plainLine(unfinished, columns) !== undefined) return undefined;
    return this.#startEmulator(isEnd);
  }

  /** Reads lines as long as they are plain; answers with the number of bytes read. */
  #takePlain(data: string, offset: number): number {
    let at = 0;
    for (;;) {
      let end = data.indexOf('\n', at);
      if (end < 0 && data.length - at <= maximumLineBytes) return at;
      let next = end + 1;
      if (end < 0 || end - at > maximumLineBytes) next = end = at + maximumLineBytes;
      const text = plainLine(data.slice(at, end), columns);
      if (text === undefined) return at;
      this.#screen.push({ text, byteOffset: offset + at });
      if (this.#screen.length > rows * 8) this.#commitAllBut(rows);
      at = next;
    }
  }

  #startEmulator(isEnd: boolean): Promise<void> {
    this.#commitAllBut(rows);
    this.#terminal.begin(this.#screen, this.#drawsLines);
    this.#isEmulating = true;
    const data = this.#rest;
    this.#screen = [];
    this.#rest = '';
    return this.#emulate(data, this.#restOffset, isEnd);
  }

  async #emulate(data: string, offset: number, isEnd: boolean): Promise<void> {
    const usable = isEnd ? data : withoutCutSequence(data);
    let at = 0;
    let isCalm = false;
    while (at < usable.length && !isCalm) {
      const written = await this.#terminal.write(usable.slice(at, sliceEnd(usable, at)), offset + at);
      at += written.bytes;
      isCalm = written.isCalm;
    }
    this.#rest = data.slice(at);
    this.#restOffset = offset + at;
    if (isCalm) {
      this.#screen = this.#terminal.linesAboveCursor();
      this.#isEmulating = false;
      await this.#take('', isEnd);
    }
    this.#flush();
  }

  /** Of the lines that need no emulator, only the last can still change. */
  #commitAllBut(count: number): void {
    const final = this.#screen.splice(0, Math.max(0, this.#screen.length - count));
    if (final.length > 0) this.#commit(final, () => this.#screen);
  }

  #linesOnScreen(): readonly ScreenLine[] {
    if (this.#isEmulating) return this.#terminal.lines();
    if (this.#rest === '') return this.#screen;
    const text = plainLine(withoutCutSequence(this.#rest), columns);
    return text === undefined ? this.#screen : [...this.#screen, { text, byteOffset: this.#restOffset }];
  }

  /** Takes lines as final; a cleared screen that was kept back comes before them, unless it is on the screen again. */
  #commit(lines: readonly ScreenLine[], stillOnScreen: () => readonly ScreenLine[]): void {
    if (!this.#held.isEmpty) this.#addFinal(this.#held.release([...lines, ...stillOnScreen()]));
    this.#addFinal(lines);
  }

  #addFinal(lines: readonly ScreenLine[]): void {
    for (const line of lines) {
      this.#index.add(line.byteOffset);
      this.#final.push(line);
    }
  }

  #flush(): void {
    if (this.#final.length === 0) return;
    const lines = this.#final;
    this.#final = [];
    this.#lines.fire(lines);
  }
}

/** Without an escape sequence that is cut off at the end; its rest comes with the next bytes. */
function withoutCutSequence(data: string): string {
  const start = data.lastIndexOf('\x1b');
  if (start < 0 || data.length - start > 64) return data;
  return /^\x1b(?:$|[ -/]+$|\[[0-?]*[ -/]*$)/.test(data.slice(start)) ? data.slice(0, start) : data;
}

/** Where a slice ends that the emulator takes at once: after a line feed if there is one, never in an escape sequence. */
function sliceEnd(data: string, at: number): number {
  let end = at;
  for (let lines = 0; lines < sliceLines; lines++) {
    const lineFeed = data.indexOf('\n', end);
    if (lineFeed < 0 || lineFeed - at >= sliceBytes) break;
    end = lineFeed + 1;
  }
  if (end > at) return end;
  const slice = withoutCutSequence(data.slice(at, at + sliceBytes));
  return slice.length === 0 ? Math.min(data.length, at + sliceBytes) : at + slice.length;
}
