import { randomBytes } from 'node:crypto';
import { DisposableStore } from '../../common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../common/event.ts';
import type { ConsoleTurn } from './consoleAccess.ts';
import { FrameReader } from './frameReader.ts';
import { isWireDigest, wireDigest, type WireDigest, wireLine, type WireLine } from './wireProtocol.ts';

/** What was typed is echoed within this time, or somebody else is speaking. */
const echoMs = 1_500;

export interface WireHello {
  readonly digest: WireDigest;
  readonly code: 'base64' | 'od';
  /** Number of the last line that the guest has taken. */
  readonly lastLine: number;
  readonly lastDigest: string;
  /** Where the wire's script and pipes lie. */
  readonly folder: string;
}

/** One turn of the wire on the console: frames in, lines out. */
export class WireSession implements Disposable {
  readonly nonce = randomBytes(5).toString('hex');
  readonly #turn: ConsoleTurn;
  readonly #store = new DisposableStore();
  readonly #frame = new Emitter<readonly string[]>();
  readonly #torn = new Emitter<void>();
  readonly #reader: FrameReader;
  /** What came before the first frame: the echo of what was typed, undecided. */
  #before: { readonly what: 'show' | 'hide'; readonly bytes: string }[] | undefined = [];

  /** A frame's words; of those that carry a digest, only proven ones. */
  readonly onFrame: Event<readonly string[]> = this.#frame.event;
  /** Something came damaged. */
  readonly onTorn: Event<void> = this.#torn.event;
  digest: WireDigest = 'cksum';

  constructor(turn: ConsoleTurn, consoleData: Event<Buffer>) {
    this.#turn = turn;
    this.#reader = new FrameReader(this.nonce, {
      frame: (words) => this.#take(words),
      mended: (words) => (hasDigest(words) ? this.#take(words) : this.#torn.fire()),
      torn: () => this.#torn.fire(),
      show: (bytes) => this.#decide('show', bytes),
      hide: (bytes) => this.#decide('hide', bytes),
    });
    const timer = setTimeout(() => this.#endEcho(), echoMs);
    this.#store.onDispose(() => clearTimeout(timer));
    this.#store.add(consoleData((data) => this.#reader.push(data)));
  }

  send(...words: (string | number)[]): WireLine {
    const line = wireLine(this, ...words);
    this.#turn.write(line.text);
    return line;
  }

  /** Bytes that are nobody's line: the guest answers that they came damaged, and so that it is there. */
  nudge(): void {
    this.#turn.write('\n');
  }

  dispose(): void {
    this.#store.dispose();
    this.#endEcho();
    this.#reader.end();
    this.#frame.dispose();
    this.#torn.dispose();
  }

  #take(words: readonly string[]): void {
    this.#endEcho();
    const [kind] = words;
    if (kind === 'h' && isWireDigest(words[1])) this.digest = words[1];
    if (hasDigest(words) && !this.#isProven(words)) this.#torn.fire();
    else this.#frame.fire(words);
  }

  #isProven(words: readonly string[]): boolean {
    const content = words.slice(0, -1).join(':');
    return wireDigest(this.digest, `${this.nonce}:${content}`) === words.at(-1);
  }

  #decide(what: 'show' | 'hide', bytes: string): void {
    if (this.#before === undefined) this.#turn[what](bytes.length);
    else this.#before.push({ what, bytes });
  }

  /** The echo alone is one line; where messages stand in it, they are shown, and it with them. */
  #endEcho(): void {
    if (this.#before === undefined) return;
    const before = this.#before;
    this.#before = undefined;
    const text = before.map(({ what, bytes }) => (what === 'show' ? bytes : '')).join('');
    const isEcho = text.endsWith('\n') || /\n[^\n ]*\r$/.test(text);
    const isAlone = isEcho && text.split('\n').length === 2;
    for (const { what, bytes } of before) this.#turn[isAlone ? 'hide' : what](bytes.length);
  }
}

function hasDigest([kind]: readonly string[]): boolean {
  return kind === 'h' || kind === 'p';
}

export function readHello(words: readonly string[]): WireHello | undefined {
  const [kind, digest, code, lastLine, lastDigest = '', , folder = ''] = words;
  if (kind !== 'h' || !isWireDigest(digest) || (code !== 'base64' && code !== 'od')) return undefined;
  return { digest, code, lastLine: Number(lastLine), lastDigest, folder };
}
