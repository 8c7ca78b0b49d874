import { blockSizeBytes, smallestPartBytes } from './wireProtocol.ts';

/** Puts one block together from parts of any size, which come in any order, and again. */
export class BlockAssembly {
  readonly #data = Buffer.alloc(blockSizeBytes);
  readonly #has = new Uint8Array(blockSizeBytes / smallestPartBytes);
  /** The block's length, known once a part was shorter than it could be. */
  #length: number | undefined;

  /** @param size what the part could hold: a power of two of the smallest part */
  take(part: number, size: number, data: Buffer): void {
    const start = part * size;
    if (start + data.length > blockSizeBytes || data.length > size) return;
    data.copy(this.#data, start);
    const isWhole = data.length === size;
    const end = start + data.length;
    if (!isWhole) this.#length = end;
    this.#has.fill(1, start / smallestPartBytes, Math.ceil(end / smallestPartBytes));
  }

  /** The first stretch that is missing, as far as it can reach; undefined: the block is whole. */
  get missing(): { readonly from: number; readonly to: number } | undefined {
    const cell = this.#has.indexOf(0);
    const end = this.#length ?? blockSizeBytes;
    const from = cell * smallestPartBytes;
    if (cell < 0 || from >= end) return undefined;
    const next = this.#has.indexOf(1, cell);
    return { from, to: Math.min(end, next < 0 ? end : next * smallestPartBytes) };
  }

  /** All bytes; only when none is missing. */
  get data(): Buffer {
    return this.#data.subarray(0, this.#length ?? blockSizeBytes);
  }
}
