import { frameEnd, frameStart } from './wireProtocol.ts';

/** What becomes of the console's bytes, in their order. */
export interface FrameEvents {
  /** A frame's words after the nonce. Whether they came undamaged, its digest has to tell. */
  readonly frame: (words: readonly string[]) => void;
  /** What a torn frame's words may be without the lines of others that stood in it. Only its digest can tell. */
  readonly mended: (words: readonly string[]) => void;
  /** A frame was torn by something else on the line. */
  readonly torn: () => void;
  /** These bytes (as latin1) are for people. */
  readonly show: (bytes: string) => void;
  /** These bytes are the wire's own. */
  readonly hide: (bytes: string) => void;
}

/** No frame is longer: a part with its words. */
const longestFrame = 17_000;
const tornHead = new RegExp(`${frameStart}([0-9a-f]*)(?=[^0-9a-f:])`, 'g');
/** Shorter runs in a torn frame may be words of what tore it. */
const surelyCode = /[A-Za-z0-9+/=]{40,}/g;
/** How a line goes on behind a part of a frame: with a kernel message, a broadcast, or not at all. */
const partOfFrame = /^[\w+/=:.-]*(?=[[\r]|$)/;

/**
 * Finds one session's frames among everything else on the console, and tells apart what people are to see: kernel messages,
 * broadcasts, programs in the background, even in the middle of a frame.
 */
export class FrameReader {
  readonly #nonce: string;
  readonly #start: string;
  readonly #events: FrameEvents;
  #rest = '';
  /** The rest of a torn frame is still to come. */
  #isTorn = false;
  /** What has come of its words; undefined: they cannot be put together. */
  #parts: string | undefined;
  #swallowsNewline = false;

  constructor(nonce: string, events: FrameEvents) {
    this.#nonce = nonce;
    this.#start = `${frameStart}${nonce}:`;
    this.#events = events;
  }

  push(chunk: Buffer): void {
    this.#rest += chunk.toString('latin1');
    while (this.#rest !== '' && this.#step());
  }

  /** Nothing more will be understood: what is left is for people. */
  end(): void {
    this.#giveUpTorn();
    this.#take(this.#rest.length, 'show');
  }

  #take(count: number, what: 'show' | 'hide'): void {
    if (count === 0) return;
    const bytes = this.#rest.slice(0, count);
    this.#rest = this.#rest.slice(count);
    this.#events[what](bytes);
  }

  /** False: more bytes are needed to decide. */
  #step(): boolean {
    if (this.#swallowsNewline) return this.#newlineOfFrame();
    if (this.#rest.startsWith(this.#start)) return this.#frame();
    const at = this.#rest.indexOf(this.#start);
    const foreign = at >= 0 ? at : this.#rest.length - this.#undecidedAtEnd();
    if (this.#isTorn && at !== 0) return this.#restOfTorn(foreign, at >= 0);
    const torn = this.#tornStart(foreign);
    if (torn !== undefined) {
      this.#take(torn.at, 'show');
      this.#take(torn.length, 'hide');
      this.#isTorn = true;
      this.#parts = undefined;
      return true;
    }
    this.#take(foreign, 'show');
    return at >= 0;
  }

  /** How many bytes at the end may belong to a frame's start, whole or torn. */
  #undecidedAtEnd(): number {
    const head = beginningAtEnd(this.#rest, this.#start);
    return Math.max(head, beginningAtEnd(this.#rest, `${this.#nonce}:`));
  }

  /**
   * Where a frame begins whose start itself was torn, before `limit`: its head, which something else follows, or the nonce
   * without it. A session's nonce is nobody else's, and behind the head of another session's frame another nonce follows.
   */
  #tornStart(limit: number): { readonly at: number; readonly length: number } | undefined {
    const text = this.#rest.slice(0, limit);
    for (const { 0: head, 1: digits = '', index } of text.matchAll(tornHead))
      if (this.#nonce.startsWith(digits)) return { at: index, length: head.length };
    const at = text.indexOf(`${this.#nonce}:`);
    return at < 0 ? undefined : { at, length: 0 };
  }

  #newlineOfFrame(): boolean {
    const length = /^\r?\n/.exec(this.#rest)?.[0].length;
    if (length === undefined && this.#rest === '\r') return false;
    this.#swallowsNewline = false;
    this.#take(length ?? 0, 'hide');
    return true;
  }

  #frame(): boolean {
    const length = /^[\w+/=:.-]*/.exec(this.#rest.slice(frameStart.length))?.[0].length ?? 0;
    const end = frameStart.length + length;
    if (end === this.#rest.length && end <= longestFrame) return false;
    this.#giveUpTorn();
    const content = this.#rest.slice(this.#start.length, end);
    if (this.#rest[end] === frameEnd) {
      this.#take(end + 1, 'hide');
      this.#swallowsNewline = true;
      this.#events.frame(content.split(':'));
    } else if (end > longestFrame) {
      this.#take(end, 'show');
      this.#events.torn();
    } else {
      this.#take(end, 'hide');
      this.#isTorn = true;
      this.#parts = content;
    }
    return true;
  }

  /** Of a torn frame nothing more comes. */
  #giveUpTorn(): void {
    if (!this.#isTorn) return;
    this.#isTorn = false;
    this.#events.torn();
  }

  /** Lines of others, then the rest of the frame; `limit` is where it can reach at most. */
  #restOfTorn(limit: number, isFollowed: boolean): boolean {
    const text = this.#rest.slice(0, limit);
    const end = text.indexOf(frameEnd);
    const newline = text.indexOf('\n');
    if (end >= 0 && (newline < 0 || end < newline)) {
      const code = /[A-Za-z0-9+/=:]*$/.exec(text.slice(0, end))?.[0].length ?? 0;
      this.#showButCode(end - code);
      this.#take(code + 1, 'hide');
      this.#swallowsNewline = true;
      this.#mend(text.slice(0, end));
      return true;
    }
    if (newline < 0 && !isFollowed && limit <= longestFrame) return false;
    if (this.#parts !== undefined && this.#parts.length <= longestFrame)
      this.#parts += partOfFrame.exec(text.slice(0, newline < 0 ? limit : newline))?.[0] ?? '';
    this.#showButCode(newline < 0 ? limit : newline + 1);
    return true;
  }

  #mend(lastPart: string): void {
    if (this.#parts === undefined || partOfFrame.exec(lastPart)?.[0] !== lastPart) {
      this.#giveUpTorn();
    } else {
      this.#isTorn = false;
      this.#events.mended((this.#parts + lastPart).split(':'));
    }
  }

  #showButCode(count: number): void {
    const text = this.#rest.slice(0, count);
    let at = 0;
    for (const { 0: code, index } of text.matchAll(surelyCode)) {
      this.#take(index - at, 'show');
      this.#take(code.length, 'hide');
      at = index + code.length;
    }
    this.#take(count - at, 'show');
  }
}

/** How many bytes at the end of `text` may be the beginning of `wanted`. */
function beginningAtEnd(text: string, wanted: string): number {
  for (let length = Math.min(wanted.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(wanted.slice(0, length))) return length;
  }
  return 0;
}
