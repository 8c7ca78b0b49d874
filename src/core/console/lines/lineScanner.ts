import type { ConsoleLine } from './consoleLine.ts';
import { lineSegments } from './lineSegments.ts';
import { stripControls } from './stripControls.ts';

/** A line may be endless; it is cut here, and goes on as a line of its own. */
const maximumLineBytes = 65_536;
/** Prompts are short: a longer unfinished line is not looked at before it ends. */
const maximumPromptBytes = 1024;

/** Everything that waits for somebody ends so. A colon alone may be the middle of a sentence. */
const promptEnd = /(?:: |[>)#\]l] ?)$/;

/** Says which lines are worth a look. */
export interface LineFilter {
  /** Global regular expressions over text without escape sequences; a line that any of them touches is wanted. */
  readonly wanted: readonly RegExp[];
  /** Every line is wanted for now. */
  readonly all: boolean;
}

export interface LineListener {
  /** Asked before each line. */
  filter(): LineFilter;
  /** A whole line. */
  line(raw: string, byteStart: number): void;
  /** The beginning of a line, which may be a prompt; it comes again when it has grown, and as a whole line. */
  unfinished(raw: string, byteStart: number): void;
  /** The line whose beginning was told of is over. */
  finished(): void;
}

/**
 * Cuts a byte stream into lines and hands on those that the filter wants, as latin1 text with its byte offset (LF
 * included). It is quick because it looks for wanted text in whole blocks and finds line borders only around it.
 *
 * Invariant: how the stream was split into chunks makes no difference to the whole lines that are handed on.
 */
export class LineScanner {
  readonly #listener: LineListener;
  #pieces: Buffer[] = [];
  #pendingBytes = 0;
  #wasDrawingLookedAt = false;
  #wasUnfinishedTold = false;
  /** The last two blocks that held any text, oldest first: what stood before a line. */
  #recent: TextBlock[] = [];
  /** Byte offset of the first pending byte. */
  #offset = 0;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  /** Bytes pushed so far. */
  get bytes(): number {
    return this.#offset + this.#pendingBytes;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#pendingBytes + chunk.length <= maximumLineBytes && !chunk.includes(10)) this.#keep(chunk);
    else this.#takeLines(this.#pieces.length === 0 ? chunk : Buffer.concat([...this.#pieces, chunk]));
    if (this.#pendingBytes === 0) return;
    if (this.#pendingBytes <= maximumPromptBytes) this.#lookAtPrompt();
    else if (!this.#wasDrawingLookedAt) this.#lookAtDrawing();
  }

  /** The stream is over: the unfinished line counts as a line. */
  end(): void {
    const left = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    this.#takeBlock(left);
  }

  /** The last piece of text that ends at or before a byte offset; known for the line that was handed on last, and later. */
  textBefore(byteOffset: number): ConsoleLine | undefined {
    const pending = { text: Buffer.concat(this.#pieces).toString('latin1'), start: this.#offset };
    for (const block of [pending, ...this.#recent.toReversed()]) {
      const found = lastText(block, byteOffset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Takes whole lines in blocks; an endless one is cut where its bytes say, however they came. */
  #takeLines(data: Buffer): void {
    this.#pieces = [];
    this.#pendingBytes = 0;
    let at = 0;
    for (;;) {
      let end = data.lastIndexOf(10, at + maximumLineBytes - 1) + 1;
      if (end <= at) {
        if (data.length - at <= maximumLineBytes) break;
        end = at + maximumLineBytes;
      }
      this.#takeBlock(data.subarray(at, end));
      at = end;
    }
    this.#keep(data.subarray(at));
  }

  #keep(chunk: Buffer): void {
    if (chunk.length === 0) return;
    // A copy: the chunk may be a view of a buffer that its owner uses again.
    this.#pieces.push(Buffer.from(chunk));
    this.#pendingBytes += chunk.length;
    if (this.#pieces.length > 64) this.#pieces = [Buffer.concat(this.#pieces)];
  }

  #takeBlock(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const block = { text: bytes.toString('latin1'), start: this.#offset };
    this.#offset += bytes.length;
    if (lastText(block, this.#offset) !== undefined) this.#recent = [...this.#recent.slice(-1), block];
    this.#scan(block.text, block.start);
    this.#wasDrawingLookedAt = false;
    if (this.#wasUnfinishedTold) this.#listener.finished();
    this.#wasUnfinishedTold = false;
  }

  #lookAtPrompt(): void {
    const raw = Buffer.concat(this.#pieces).toString('latin1');
    const clean = stripControls(raw);
    if (promptEnd.test(clean) && isWanted(clean, this.#listener.filter())) this.#tellUnfinished(raw);
  }

  /** A screen that is drawn by cursor moves from its beginning on has no line feed, maybe never: its first lines tell. */
  #lookAtDrawing(): void {
    this.#wasDrawingLookedAt = true;
    const raw = Buffer.concat(this.#pieces).toString('latin1', 0, maximumPromptBytes);
    if (!raw.includes('\x1b[1;1H')) return;
    // As far as nothing is in the middle of something.
    const drawn = raw.slice(0, /.*\x1b\[\d+;\d+H/s.exec(raw)?.[0].length);
    if (isWanted(stripControls(drawn), this.#listener.filter())) this.#tellUnfinished(drawn);
  }

  #tellUnfinished(raw: string): void {
    this.#wasUnfinishedTold = true;
    this.#listener.unfinished(raw, this.#offset);
  }

  #scan(block: string, start: number): void {
    const clean = stripControls(block);
    const sameLayout = clean === block;
    let cleanAt = 0;
    let rawAt = 0;
    let filter = this.#listener.filter();
    // Where each expression matches next; looked for anew only when it lies behind.
    let next = filter.wanted.map(() => -1);
    while (cleanAt < clean.length) {
      const current = this.#listener.filter();
      if (current.wanted !== filter.wanted) next = current.wanted.map(() => -1);
      filter = current;
      const found = filter.all ? cleanAt : nextMatch(clean, cleanAt, filter.wanted, next);
      if (found < 0) return;
      const lineStart = found === 0 ? 0 : clean.lastIndexOf('\n', found - 1) + 1;
      const from = lineStart < cleanAt ? cleanAt : lineStart;
      rawAt = sameLayout ? from : skipLines(block, rawAt, clean, cleanAt, from);
      const cleanEnd = afterLine(clean, found);
      const rawEnd = sameLayout ? cleanEnd : afterLine(block, rawAt);
      this.#listener.line(block.slice(rawAt, rawEnd), start + rawAt);
      cleanAt = cleanEnd;
      rawAt = rawEnd;
    }
  }
}

interface TextBlock {
  readonly text: string;
  readonly start: number;
}

function lastText({ text, start }: TextBlock, byteOffset: number): ConsoleLine | undefined {
  let end = Math.min(text.length, byteOffset - start);
  while (end > 0) {
    const from = end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1;
    const segment = lineSegments(text.slice(from, end), start + from, undefined).at(-1);
    if (segment !== undefined) return segment;
    end = from;
  }
  return undefined;
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
