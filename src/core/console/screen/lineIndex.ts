/** Every so many lines the absolute offset is kept, so that looking one up reads only so many deltas. */
const stride = 256;

/**
 * Byte offset of every line of a text, in about a byte and a half per line: differences as LEB128, with a checkpoint every
 * 256 lines. Offsets never decrease; one that would is raised to the line before.
 */
export class LineIndex {
  #deltas = Buffer.alloc(1024);
  #length = 0;
  #lines = 0;
  #last = 0;
  readonly #checkpoints: { readonly byteOffset: number; readonly position: number }[] = [];

  get lineCount(): number {
    return this.#lines;
  }

  add(byteOffset: number): void {
    const offset = Math.max(byteOffset, this.#last);
    if (this.#lines % stride === 0) this.#checkpoints.push({ byteOffset: offset, position: this.#length });
    else this.#write(offset - this.#last);
    this.#last = offset;
    this.#lines++;
  }

  /** Byte offset of a line, counted from 1; undefined where there is no such line. */
  offsetOfLine(line: number): number | undefined {
    if (!Number.isInteger(line) || line < 1 || line > this.#lines) return undefined;
    const checkpoint = this.#checkpoints[Math.floor((line - 1) / stride)];
    if (checkpoint === undefined) return undefined;
    let { byteOffset, position } = checkpoint;
    for (let left = (line - 1) % stride; left > 0; left--) {
      const [delta, next] = this.#read(position);
      byteOffset += delta;
      position = next;
    }
    return byteOffset;
  }

  /** The last line that begins at or before a byte offset, counted from 1; 0 where there is none. */
  lineOfOffset(byteOffset: number): number {
    let low = 0;
    let high = this.#lines;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.offsetOfLine(middle) ?? 0) <= byteOffset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #write(delta: number): void {
    if (this.#length + 10 > this.#deltas.length) {
      const larger = Buffer.alloc(this.#deltas.length * 2);
      this.#deltas.copy(larger, 0, 0, this.#length);
      this.#deltas = larger;
    }
    let rest = delta;
    while (rest >= 128) {
      this.#deltas[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#deltas[this.#length++] = rest;
  }

  #read(position: number): [number, number] {
    let delta = 0;
    let factor = 1;
    for (let at = position; ; at++) {
      const byte = this.#deltas[at] ?? 0;
      delta += (byte % 128) * factor;
      if (byte < 128) return [delta, at + 1];
      factor *= 128;
    }
  }
}
