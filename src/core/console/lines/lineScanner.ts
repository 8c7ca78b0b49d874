import type { ConsoleLine } from './consoleLine.ts';
import { lineSegments } from './lineSegments.ts';
import { stripControls } from './stripControls.ts';

/** A line may be endless; it is cut here, and goes on as a line of its own. */
const maximumLineBytes = 65_536;
/** Prompts are short: a longer unfinished line is not looked at before it ends. */
const maximumPromptBytes = 1024;

/** Says which lines are worth a look. */
export interface LineFilter {
  /** Global regular expressions over text without escape sequences; a line that any of them touches is wanted. */
  readonly wanted: readonly RegExp[];
  /** Every line is wanted for now. */
  readonly all: boolean;
}

/**
 * Cuts a byte stream into lines and hands on those that the filter wants, as latin1 text with its byte offset (LF
 * included). It is quick because it looks for wanted text in whole blocks and finds line borders only around it.
 *
 * Invariant: how the stream was split into chunks makes no difference to the whole lines that are handed on.
 */
export class LineScanner {
  readonly #filter: () => LineFilter;
  readonly #line: (raw: string, byteStart: number, isPartial: boolean) => void;
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  #wasDrawingLookedAt = false;
  /** The last blocks that held any text, oldest first: what stood before a line. */
  #recent: { readonly text: string; readonly start: number }[] = [];
  /** Byte offset of the first pending byte. */
  #offset = 0;

  constructor(filter: () => LineFilter, line: (raw: string, byteStart: number, isPartial: boolean) => void) {
    this.#filter = filter;
    this.#line = line;
  }

  /** Bytes pushed so far. */
  get bytes(): number {
    return this.#offset + this.#pendingBytes;
  }

  push(chunk: Buffer): void {
    const lastLineFeed = chunk.lastIndexOf(10);
    if (lastLineFeed >= 0) {
      this.#pieces.push(chunk.subarray(0, lastLineFeed + 1));
      this.#takePending();
      chunk = chunk.subarray(lastLineFeed + 1);
    }
    while (this.#pendingBytes + chunk.length > maximumLineBytes) {
      const fitting = chunk.subarray(0, maximumLineBytes - this.#pendingBytes);
      this.#pieces.push(fitting);
      this.#takePending();
      chunk = chunk.subarray(fitting.length);
    }
    if (chunk.length === 0) return;
    // A copy: the chunk may be a view of a buffer that its owner uses again.
    this.#pieces.push(Buffer.from(chunk));
    this.#pendingBytes += chunk.length;
    if (this.#pieces.length > 64) this.#pieces = [Buffer.concat(this.#pieces)];
    if (this.#pendingBytes <= maximumPromptBytes) this.#lookAtPrompt();
    else if (!this.#wasDrawingLookedAt) this.#lookAtDrawing();
  }

  /** The stream is over: the unfinished line counts as a line. */
  end(): void {
    if (this.#pendingBytes > 0) this.#takePending();
  }

  /** The last piece of text that ends at or before a byte offset, as far as it is still known. */
  textBefore(byteOffset: number): ConsoleLine | undefined {
    const pending = { text: Buffer.concat(this.#pieces).toString('latin1'), start: this.#offset };
    for (const { text, start } of [pending, ...this.#recent.toReversed()]) {
      let end = Math.min(text.length, byteOffset - start);
      while (end > 0) {
        const from = end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
        const segment = lineSegments(text.slice(from, end), start + from, undefined, false).at(-1);
        if (segment !== undefined) return segment;
        end = from;
      }
    }
    return undefined;
  }

  #takePending(): void {
    const block = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    this.#wasDrawingLookedAt = false;
    if (block === undefined) return;
    const start = this.#offset;
    this.#offset += block.length;
    const text = block.toString('latin1');
    if (/\S/.test(text)) this.#recent = [...this.#recent.slice(-1), { text, start }];
    this.#scan(text, start);
  }

  #lookAtPrompt(): void {
    const raw = Buffer.concat(this.#pieces).toString('latin1');
    // Everything that waits for somebody ends so.
    if (!/[:>)#\]l] ?$/.test(stripControls(raw))) return;
    if (isWanted(stripControls(raw), this.#filter())) this.#line(raw, this.#offset, true);
  }

  /** A screen that is drawn by cursor moves from its beginning on has no line feed, maybe never: its first lines tell. */
  #lookAtDrawing(): void {
    this.#wasDrawingLookedAt = true;
    const raw = Buffer.concat(this.#pieces).toString('latin1', 0, maximumPromptBytes);
    if (!raw.includes('\x1b[1;1H')) return;
    if (isWanted(stripControls(raw), this.#filter())) this.#line(raw, this.#offset, true);
  }

  #scan(block: string, start: number): void {
    const clean = stripControls(block);
    const sameLayout = clean === block;
    let cleanAt = 0;
    let rawAt = 0;
    let filter = this.#filter();
    // Where each expression matches next; looked for anew only when it lies behind.
    let next = filter.wanted.map(() => -1);
    while (cleanAt < clean.length) {
      const current = this.#filter();
      if (current.wanted !== filter.wanted) next = current.wanted.map(() => -1);
      filter = current;
      const found = filter.all ? cleanAt : nextMatch(clean, cleanAt, filter.wanted, next);
      if (found < 0) return;
      const lineStart = found === 0 ? 0 : clean.lastIndexOf('\n', found - 1) + 1;
      const from = lineStart < cleanAt ? cleanAt : lineStart;
      rawAt = sameLayout ? from : skipLines(block, rawAt, clean, cleanAt, from);
      const cleanEnd = afterLine(clean, found);
      const rawEnd = sameLayout ? cleanEnd : afterLine(block, rawAt);
      this.#line(block.slice(rawAt, rawEnd), start + rawAt, false);
      cleanAt = cleanEnd;
      rawAt = rawEnd;
    }
  }
}

function isWanted(text: string, filter: LineFilter): boolean {
  if (filter.all) return true;
  return filter.wanted.some((pattern) => {
    pattern.lastIndex = 0;
    return pattern.test(text);
  });
}

/** Index of the first match at or after `at`, -1 for none; `next` remembers what each expression found. */
function nextMatch(text: string, at: number, wanted: readonly RegExp[], next: number[]): number {
  let best = -1;
  for (const [index, pattern] of wanted.entries()) {
    let found = next[index] ?? -1;
    if (found < at) {
      pattern.lastIndex = at;
      found = pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY;
      next[index] = found;
    }
    if (Number.isFinite(found) && (best < 0 || found < best)) best = found;
  }
  return best;
}

/** Moves on in the raw text by as many lines as lie between two places of the clean one. */
function skipLines(raw: string, rawAt: number, clean: string, from: number, to: number): number {
  let at = rawAt;
  for (let feed = clean.indexOf('\n', from); feed >= 0 && feed < to; feed = clean.indexOf('\n', feed + 1)) {
    at = afterLine(raw, at);
  }
  return at;
}

function afterLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed + 1;
}
