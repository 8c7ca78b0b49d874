import { inlineLimitBytes, type OutputStream, pieceSizeBytes } from './agentProtocol.ts';

/** An output as announced by the agent; `data` is there if it came along. */
export interface AnnouncedOutput {
  readonly size: number;
  readonly digest: string;
  readonly data?: Buffer;
}

export type AgentMessage =
  | { readonly type: 'hello'; readonly nonce: string; readonly bootId: string; readonly algorithm: string }
  | {
      readonly type: 'answer';
      readonly id: string;
      readonly exitStatus: number;
      readonly stdout: AnnouncedOutput;
      readonly stderr: AnnouncedOutput;
    }
  | {
      readonly type: 'piece';
      readonly id: string;
      readonly stream: OutputStream;
      readonly index: number;
      readonly digest: string;
      readonly data: Buffer;
    }
  | { readonly type: 'refused'; readonly id: string; readonly why: string }
  | { readonly type: 'unknown'; readonly id: string }
  | { readonly type: 'noFolder' }
  | { readonly type: 'clock'; readonly exitStatus: number }
  /** Bytes that are no message: something was lost or damaged. */
  | { readonly type: 'damage' };

const newline = 0x0a;
/** The longest line: an answer to 200 requests. Longer ones are no messages. */
const longestLineBytes = 65_536;

interface Payload {
  readonly size: number;
  readonly parts: Buffer[];
  missing: number;
}

/** Cuts what the agent sends into messages. Chunks may split anywhere; after damage it finds the next message by the token. */
export class AgentDecoder {
  readonly #token: string;
  readonly #listener: (message: AgentMessage) => void;
  #line: Buffer = Buffer.alloc(0);
  /** The lines of an answer's head that have come so far. */
  #head: string[] | undefined;
  #inDamage = false;
  #payloads: Payload[] = [];
  #whenComplete: ((data: Buffer[]) => void) | undefined;

  constructor(token: string, emit: (message: AgentMessage) => void) {
    this.#token = token;
    this.#listener = emit;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#whenComplete === undefined ? this.#takeLine(rest) : this.#takePayload(rest);
  }

  #takeLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(newline);
    const part = end < 0 ? chunk : chunk.subarray(0, end);
    this.#line = this.#line.length === 0 ? part : Buffer.concat([this.#line, part]);
    if (end < 0) {
      if (this.#line.length > longestLineBytes) this.#damaged();
      return Buffer.alloc(0);
    }
    const line = this.#line.toString('latin1');
    this.#line = Buffer.alloc(0);
    this.#understand(line);
    return chunk.subarray(end + 1);
  }

  #takePayload(chunk: Buffer): Buffer {
    let rest = chunk;
    for (const payload of this.#payloads) {
      if (payload.missing === 0) continue;
      const part = rest.subarray(0, payload.missing);
      payload.parts.push(part);
      payload.missing -= part.length;
      rest = rest.subarray(part.length);
      if (payload.missing > 0) return rest;
    }
    const complete = this.#whenComplete;
    this.#whenComplete = undefined;
    const data = this.#payloads.map((payload) => Buffer.concat(payload.parts));
    this.#payloads = [];
    complete?.(data);
    return rest;
  }

  /** A stretch of foreign bytes is told once, however many lines it looks like. */
  #damaged(): void {
    this.#line = Buffer.alloc(0);
    this.#head = undefined;
    if (this.#inDamage) return;
    this.#inDamage = true;
    this.#listener({ type: 'damage' });
  }

  #emit(each: AgentMessage): void {
    this.#inDamage = false;
    this.#listener(each);
  }

  #understand(line: string): void {
    const at = line.indexOf(`${this.#token} `);
    if (this.#head !== undefined && at < 0) {
      if (line === '.') this.#readAnswers(this.#head);
      else this.#head.push(line);
      return;
    }
    if (at !== 0 || this.#head !== undefined) this.#damaged();
    if (at < 0) return;
    const [kind = '', ...words] = line.slice(at + this.#token.length + 1).split(' ');
    const [first = '', second = '', third = ''] = words;
    switch (kind) {
      case 'A':
        this.#head = [words.join(' ')];
        return;
      case 'L':
        this.#readSizes(words);
        return;
      case 'P':
        this.#readPiece(words);
        return;
      case 'H':
        // Of another id the guest would seem to have rebooted.
        if (!/^(-|[0-9a-f-]{36})$/.test(second)) this.#damaged();
        else this.#emit({ type: 'hello', nonce: first, bootId: second, algorithm: third });
        return;
      case 'X':
        this.#emit({ type: 'refused', id: first, why: second });
        return;
      case 'U':
        this.#emit({ type: 'unknown', id: first });
        return;
      case 'C':
        this.#emit({ type: 'clock', exitStatus: Number(first) });
        return;
      case 'N':
        this.#emit({ type: 'noFolder' });
        return;
      default:
        this.#damaged();
    }
  }

  /** head: `length lines id status id status …`, then a line `digest size folder/id.stream` for each output that is not empty. */
  #readAnswers(head: readonly string[]): void {
    this.#head = undefined;
    const [first = '', ...rest] = head;
    const [length, count, ...ids] = first.split(' ');
    const sums = rest.filter((sum) => sum !== '');
    if (!isWhole(ids, Number(length) - rest.join('\n').length) || sums.length !== Number(count)) {
      this.#damaged();
      return;
    }
    const outputs = new Map<string, { size: number; digest: string; payload?: number }>();
    const sizes: number[] = [];
    for (const sum of sums) {
      const [digest = '', sizeText = '', file = ''] = sum.split(' ');
      const size = Number(sizeText);
      const name = file.slice(file.lastIndexOf('/') + 1);
      if (!/^\d+$/.test(sizeText) || !/^\w+\.[oe]$/.test(name)) {
        this.#damaged();
        return;
      }
      if (size > inlineLimitBytes) outputs.set(name, { size, digest });
      else outputs.set(name, { size, digest, payload: sizes.push(size) - 1 });
    }
    this.#expect(sizes, (data) => {
      const output = (name: string): AnnouncedOutput => {
        const found = outputs.get(name);
        if (found === undefined) return { size: 0, digest: '', data: Buffer.alloc(0) };
        const bytes = found.payload === undefined ? undefined : data[found.payload];
        return { size: found.size, digest: found.digest, ...(bytes === undefined ? {} : { data: bytes }) };
      };
      for (let index = 0; index + 1 < ids.length; index += 2) {
        const id = ids[index] ?? '';
        const exitStatus = Number(ids[index + 1]);
        if (!Number.isInteger(exitStatus)) this.#damaged();
        else this.#emit({ type: 'answer', id, exitStatus, stdout: output(`${id}.o`), stderr: output(`${id}.e`) });
      }
    });
  }

  #readSizes(words: readonly string[]): void {
    const [length, ...said] = words;
    const [id = '', exitStatus = '', stdoutSize = '', stderrSize = ''] = said;
    if (!isWhole(said, Number(length)) || ![exitStatus, stdoutSize, stderrSize].every((word) => /^\d+$/.test(word))) {
      this.#damaged();
      return;
    }
    const output = (size: string): AnnouncedOutput => ({ size: Number(size), digest: '' });
    const [stdout, stderr] = [output(stdoutSize), output(stderrSize)];
    this.#emit({ type: 'answer', id, exitStatus: Number(exitStatus), stdout, stderr });
  }

  #readPiece(words: readonly string[]): void {
    const [id = '', stream = '', index = '', pieceSize = '', digest = '', sizeText = ''] = words;
    // Of another size it begins elsewhere.
    const isAsAsked = (stream === 'o' || stream === 'e') && Number(pieceSize) === pieceSizeBytes;
    if (!isAsAsked || !/^\d+$/.test(sizeText)) {
      this.#damaged();
      return;
    }
    this.#expect([Number(sizeText)], ([data = Buffer.alloc(0)]) =>
      this.#emit({ type: 'piece', id, stream, index: Number(index), digest, data }),
    );
  }

  #expect(sizes: readonly number[], complete: (data: Buffer[]) => void): void {
    this.#payloads = sizes.map((size) => ({ size, missing: size, parts: [] }));
    if (this.#payloads.every((payload) => payload.missing === 0)) {
      const data = this.#payloads.map(() => Buffer.alloc(0));
      this.#payloads = [];
      complete(data);
    } else {
      this.#whenComplete = complete;
    }
  }
}

/** No character of these words was lost or came in between. */
function isWhole(words: readonly string[], length: number): boolean {
  return words.reduce((sum, word) => sum + 1 + word.length, 0) === length;
}
