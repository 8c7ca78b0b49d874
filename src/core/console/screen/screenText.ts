import { Emitter, type Event } from '../../common/event.ts';
import { cutEnd } from './cutEnd.ts';
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
/** A line that has not ended yet is looked at again after so much more of it. */
const lookedAtAfterBytes = 4096;

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
  /** Bytes that have not been read yet, as latin1: of a line that has not ended. */
  #rest = '';
  #restOffset = 0;
  /** Length of `#rest` when it is looked at again though it has not ended. */
  #lookAt = lookedAtAfterBytes;
  /** What was cut off at the end of the last bytes, and comes before the next ones. */
  #cut = '';
  /** The second character set was last said to be the one for drawing lines. */
  #drawsLines = false;
  readonly #probes = new SizeProbes();

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
    this.#read('lookAtUnfinished');
    const lines = this.#linesOnScreen();
    return [...this.#held.linesBefore(lines), ...lines];
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    const bytes = this.#cut + chunk.toString('latin1');
    const end = cutEnd(bytes);
    this.#cut = bytes.slice(end);
    this.#rest += this.#probes.blankOut(bytes.slice(0, end));
    if (this.#isEmulating || this.#rest.length >= this.#lookAt) this.#read('lookAtUnfinished');
    else if (chunk.includes(10)) this.#read('waitForEnd');
  }

  /** The stream is over: everything that is on the screen is final. */
  end(): void {
    this.#rest += this.#cut;
    this.#cut = '';
    this.#read('lookAtUnfinished');
    const left = this.#linesOnScreen();
    this.#emulator?.dispose();
    this.#isEmulating = false;
    this.#screen = [];
    this.#consume(this.#rest.length);
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

  /** The emulator is needed for some lines and not for the next, again and again. */
  #read(unfinished: 'lookAtUnfinished' | 'waitForEnd'): void {
    for (;;) {
      if (this.#isEmulating) this.#emulate();
      if (this.#isEmulating || this.#readLines(unfinished)) break;
      this.#startEmulator();
    }
    this.#lookAt = this.#rest.length + lookedAtAfterBytes;
    this.#flush();
  }

  /** Reads lines without the emulator as far as they are plain; false where one is not. */
  #readLines(unfinished: 'lookAtUnfinished' | 'waitForEnd'): boolean {
    const data = this.#rest;
    let at = 0;
    let isPlain = true;
    for (;;) {
      let end = data.indexOf('\n', at);
      if (end < 0 && data.length - at <= maximumLineBytes) break;
      let next = end + 1;
      if (end < 0 || end - at > maximumLineBytes) next = end = at + maximumLineBytes;
      const text = plainLine(data.slice(at, end), columns);
      isPlain = text !== undefined;
      if (text === undefined) break;
      this.#screen.push({ text, byteOffset: this.#restOffset + at });
      if (this.#screen.length > rows * 8) this.#commitAllBut(rows);
      at = next;
    }
    this.#consume(at);
    if (isPlain && unfinished === 'lookAtUnfinished')
      return plainLine(withoutOpenString(this.#rest), columns) !== undefined;
    return isPlain;
  }

  /** So many bytes have been read. */
  #consume(bytes: number): void {
    const read = this.#rest.slice(0, bytes);
    const designation = read.lastIndexOf('\x1b)');
    if (designation >= 0) this.#drawsLines = read[designation + 2] === '0';
    this.#rest = this.#rest.slice(bytes);
    this.#restOffset += bytes;
  }

  #startEmulator(): void {
    this.#commitAllBut(this.#linesInReach());
    this.#terminal.begin(this.#screen, this.#drawsLines);
    this.#isEmulating = true;
    this.#screen = [];
  }

  /** Plays what is there until the emulator is needed no more. */
  #emulate(): void {
    const { bytes, isCalm } = this.#terminal.write(this.#rest, this.#restOffset);
    this.#consume(bytes);
    if (!isCalm) return;
    this.#isEmulating = false;
    this.#screen = this.#terminal.linesAboveCursor();
  }

  /** How many of the last lines a cursor can go back to: those with room on a screen, wrapped ones counting for more. */
  #linesInReach(): number {
    let rowsTaken = 0;
    const outOfReach = this.#screen.findLastIndex(({ text }) => (rowsTaken += 1 + text.length / columns) > rows * 8);
    return Math.min(rows, this.#screen.length - 1 - outOfReach);
  }

  /** Of the lines that need no emulator, only the last can still change. */
  #commitAllBut(count: number): void {
    const final = this.#screen.splice(0, Math.max(0, this.#screen.length - count));
    if (final.length > 0) this.#commit(final, () => this.#screen);
  }

  #linesOnScreen(): readonly ScreenLine[] {
    if (this.#isEmulating) return this.#terminal.lines();
    if (this.#rest === '') return this.#screen;
    const text = plainLine(withoutOpenString(this.#rest), columns);
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

/** Without a title or the like that has not ended, maybe only not yet. */
function withoutOpenString(line: string): string {
  return line.replace(/\x1b[\]PX^_][^\x07\x1b\n]*$/, '');
}
