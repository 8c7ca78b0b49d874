import { BlockAssembly } from './blockAssembly.ts';
import {
  blockSizeBytes,
  escapeForWire,
  firstPiece,
  largestPartBytes,
  longestTextLength,
  smallestPartBytes,
} from './wireProtocol.ts';
import type { WireHello, WireSession } from './wireSession.ts';

/** Without a word for so long, what was said is said again; longer in a guest that has shown to be slow. */
const answerMs = 1_500;
const longestAnswerMs = 8_000;
/** One damage may look like several. */
const againMs = 100;
/** As many as a block has of the largest. */
const partsAtOnce = blockSizeBytes / largestPartBytes;
const shortestLineLength = 100;
/** How often the guest shows that it is there while nothing goes on. */
const aliveMs = 1_000;
/** Asked for a sign of life, a guest that is well answers sooner; a slow one has shown how slow it is. */
const overdueMs = 1_000;
/** Undamaged parts in a row after which parts grow again. */
const growAfter = 8;

/**
 * Bytes both ways over one session after another: each once, in order, whatever the line loses or adds.
 *
 * Invariant: a byte is handed on only in a part that its digest has proven.
 */
export class WireTransfer {
  readonly #deliver: (data: Buffer) => void;
  #session: WireSession | undefined;
  #code: WireHello['code'] = 'base64';
  /** For the guest, escaped, from the first byte on that it may not have. */
  #queue = '';
  #lineLength = longestTextLength;
  #lineNumber = 1;
  /** The line under way: it may be cut shorter when it is said again, and the guest tells by its digest which it took. */
  #line: { readonly lengths: Map<string, number>; sentAtMs: number } | undefined;
  #blockNumber = 1;
  #block = new BlockAssembly();
  #partBytes = 4 * smallestPartBytes;
  #goodParts = 0;
  #askedAtMs = 0;
  /** The first time that the guest was asked since it was heard. */
  #unansweredSinceMs: number | undefined;
  /** The guest has nothing yet: it speaks when there is something. */
  #isWaiting = false;
  #isTorn = false;
  /** When the guest last said that something came damaged. */
  #refusedAtMs = -Infinity;
  #heardAtMs = 0;
  /** How long the guest has taken to answer, of late. */
  #delayMs = 0;

  constructor(deliver: (data: Buffer) => void) {
    this.#deliver = deliver;
  }

  /** Nothing waits to be taken by the guest. */
  get hasSentAll(): boolean {
    return this.#queue === '';
  }

  /** A line or a block is under way. */
  get isSpeaking(): boolean {
    return !this.hasSentAll || !this.#isWaiting;
  }

  /** How long the guest has said nothing that could be understood. */
  get silentMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  /** The guest was asked, and should have answered by now. */
  get isOverdue(): boolean {
    const sinceMs = performance.now() - (this.#unansweredSinceMs ?? Infinity);
    return sinceMs > overdueMs + 4 * this.#delayMs;
  }

  write(text: string): void {
    this.#queue += escapeForWire(text);
    if (this.#line === undefined) this.#sendLine();
  }

  begin(session: WireSession, hello: WireHello): void {
    this.#session = session;
    this.#code = hello.code;
    this.#heardAtMs = performance.now();
    this.#unansweredSinceMs = undefined;
    this.#isTorn = false;
    // It may have come, and what said so not.
    this.#takeReceipt(hello.lastLine, hello.lastDigest);
    this.#ask();
    this.#sendLine();
  }

  end(): void {
    this.#session = undefined;
  }

  take(words: readonly string[]): void {
    this.#hear();
    const [kind = ''] = words;
    switch (kind) {
      case 'a':
        this.#takeReceipt(Number(words[1]), words[2] ?? '');
        return;
      case 'p':
        this.#takePart(words);
        return;
      case 'w':
        this.#isWaiting = Number(words[1]) === this.#blockNumber;
        return;
      case 'e':
        if (Number(words[1]) === this.#blockNumber) this.#ask();
        return;
      case 'r':
        this.#refusedAtMs = performance.now();
        this.#sayRefusedAgain();
        return;
      default:
        return;
    }
  }

  torn(): void {
    this.#hear();
    if (!this.#isTorn) this.#shrink();
    this.#isTorn = true;
    this.#isWaiting = false;
  }

  /** To be called every 100 ms or so. */
  tick(): void {
    this.#sayRefusedAgain();
    const now = performance.now();
    const patienceMs = Math.min(longestAnswerMs, answerMs + 4 * this.#delayMs);
    if (this.#line !== undefined && now - Math.max(this.#line.sentAtMs, this.#heardAtMs) > patienceMs) this.#sendLine();
    const sinceMs = now - Math.max(this.#askedAtMs, this.#heardAtMs);
    if (sinceMs > (this.#isWaiting && this.#unansweredSinceMs === undefined ? aliveMs : patienceMs)) this.#ask();
  }

  #hear(): void {
    const now = performance.now();
    const isUnasked = this.#isWaiting && this.#unansweredSinceMs === undefined;
    const delayMs = isUnasked ? 0 : now - Math.max(this.#askedAtMs, this.#heardAtMs);
    this.#delayMs = Math.max(delayMs, this.#delayMs * 0.9);
    this.#heardAtMs = now;
    this.#unansweredSinceMs = undefined;
  }

  #takeReceipt(number: number, digest: string): void {
    const length = this.#line?.lengths.get(digest);
    if (number !== this.#lineNumber || length === undefined) return;
    this.#queue = this.#queue.slice(length);
    this.#lineNumber++;
    this.#line = undefined;
    this.#lineLength = Math.min(longestTextLength, this.#lineLength * 2);
    this.#sendLine();
  }

  #takePart(words: readonly string[]): void {
    const [number, part, size] = words.slice(1, 4).map(Number) as [number, number, number];
    if (number !== this.#blockNumber) return;
    this.#isWaiting = false;
    this.#isTorn = false;
    this.#grow();
    this.#block.take(part, size, Buffer.from(words[4] ?? '', this.#code === 'base64' ? 'base64' : 'hex'));
    if (this.#block.missing !== undefined) return;
    const { data } = this.#block;
    this.#block = new BlockAssembly();
    this.#blockNumber++;
    this.#ask();
    this.#deliver(data);
  }

  #shrink(): void {
    this.#goodParts = 0;
    this.#partBytes = Math.max(smallestPartBytes, this.#partBytes / 2);
  }

  #grow(): void {
    if (++this.#goodParts % growAfter === 0) this.#partBytes = Math.min(largestPartBytes, this.#partBytes * 2);
  }

  /** For what is missing of the present block; of a new one, when there is one. */
  #ask(): void {
    this.#askedAtMs = performance.now();
    this.#unansweredSinceMs ??= this.#askedAtMs;
    this.#isTorn = false;
    const { from, to } = this.#block.missing ?? { from: 0, to: 0 };
    const first = Math.floor(from / this.#partBytes);
    const count = Math.min(partsAtOnce, Math.ceil(to / this.#partBytes) - first);
    this.#session?.send('G', this.#blockNumber, first, this.#partBytes, count);
  }

  #sendLine(): void {
    if (this.#session === undefined || this.#queue === '') return;
    const text = firstPiece(this.#queue, this.#lineLength);
    const { digest } = this.#session.send('W', this.#lineNumber, text);
    this.#line ??= { lengths: new Map(), sentAtMs: 0 };
    this.#line.lengths.set(digest, text.length);
    this.#line.sentAtMs = performance.now();
  }

  /** Shorter, since it was damaged. */
  #sendLineAgain(): void {
    this.#lineLength = Math.max(shortestLineLength, this.#lineLength >> 1);
    this.#sendLine();
  }

  /** What was said before the guest refused it; not at once, so that one damage is answered once. */
  #sayRefusedAgain(): void {
    const now = performance.now();
    const isDue = (sentAtMs: number): boolean => this.#refusedAtMs >= sentAtMs && now - sentAtMs > againMs;
    if (isDue(this.#askedAtMs)) this.#ask();
    if (this.#line !== undefined && isDue(this.#line.sentAtMs)) this.#sendLineAgain();
  }
}
