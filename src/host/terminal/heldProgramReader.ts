import { endSequence } from './heldProgram.ts';

const bell = 7;
/** An exit status has at most three digits. */
const maxStatusBytes = 4;

/** Takes the end sequence of `heldProgram` out of the bytes of a terminal, wherever chunks are split. */
export class HeldProgramReader {
  readonly #sequence: Buffer;
  /** What may be the beginning of the sequence. */
  #held: Buffer = Buffer.alloc(0);

  constructor(nonce: string) {
    this.#sequence = Buffer.from(endSequence(nonce));
  }

  /** Gives what the program wrote, and its exit status if that was all. */
  push(chunk: Buffer): { readonly data: Buffer; readonly exitStatus?: number } {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = bytes.indexOf(this.#sequence);
    if (start === -1) return this.#hold(bytes, bytes.length - beginningAtEnd(bytes, this.#sequence));
    const statusStart = start + this.#sequence.length;
    const end = bytes.indexOf(bell, statusStart);
    if (end === -1 && bytes.length - statusStart < maxStatusBytes) return this.#hold(bytes, start);
    return { data: bytes.subarray(0, start), exitStatus: Number(bytes.toString('latin1', statusStart, end)) };
  }

  /** The terminal has closed without the sequence: what was held back is the program's. */
  rest(): Buffer {
    return this.#held;
  }

  #hold(bytes: Buffer, from: number): { readonly data: Buffer } {
    this.#held = bytes.subarray(from);
    return { data: bytes.subarray(0, from) };
  }
}

/** How many bytes at the end may be the beginning of the sequence. */
function beginningAtEnd(bytes: Buffer, sequence: Buffer): number {
  for (let length = Math.min(sequence.length - 1, bytes.length); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(sequence.subarray(0, length))) return length;
  }
  return 0;
}
