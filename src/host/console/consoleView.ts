import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';

/** From `hold` to `dispose` what comes is shown when it was decided on, in order. */
export interface HeldView extends Disposable {
  show(bytes: number): void;
  hide(bytes: number): void;
}

/**
 * The console as people see it: what the guest channel says on it is overwritten with NUL, which no terminal shows.
 *
 * Invariant: byte n of the view stands for byte n of serial.log.
 */
export class ConsoleView implements Disposable {
  readonly #data = new Emitter<Buffer>();
  /** Where hidden stretches begin (even index) and end (odd index), ascending. */
  readonly #borders: number[] = [];
  #length = 0;
  #undecided: Buffer = Buffer.alloc(0);
  #holds = 0;

  /** As it is decided on. */
  readonly onData: Event<Buffer> = this.#data.event;

  /** Bytes that were decided on. */
  get length(): number {
    return this.#length;
  }

  push(data: Buffer): void {
    if (this.#holds === 0) this.#pass(data);
    else this.#undecided = this.#undecided.length === 0 ? data : Buffer.concat([this.#undecided, data]);
  }

  /** Counts bytes that were there before; they are handed on to nobody. */
  skip(bytes: number): void {
    this.#length += bytes;
  }

  hold(): HeldView {
    this.#holds++;
    let isOver = false;
    return {
      show: (bytes) => this.#pass(this.#next(bytes)),
      hide: (bytes) => this.#hide(this.#next(bytes).length),
      dispose: () => {
        if (isOver) return;
        isOver = true;
        if (--this.#holds === 0) this.release();
      },
    };
  }

  /** Shows all that is not decided on. */
  release(): void {
    this.#pass(this.#next(this.#undecided.length));
  }

  /** Overwrites what is hidden of bytes from an offset on. */
  blank(data: Buffer, offset: number): Buffer {
    const end = offset + data.length;
    let at = firstAbove(this.#borders, offset);
    if (at % 2 === 1) at--;
    if ((this.#borders[at] ?? end) >= end) return data;
    const view = Buffer.from(data);
    for (; (this.#borders[at] ?? end) < end; at += 2) {
      const hidden = { start: this.#borders[at] ?? end, end: this.#borders[at + 1] ?? end };
      view.fill(0, Math.max(hidden.start, offset) - offset, Math.min(hidden.end, end) - offset);
    }
    return view;
  }

  dispose(): void {
    this.#data.dispose();
  }

  #next(bytes: number): Buffer {
    const data = this.#undecided.subarray(0, bytes);
    this.#undecided = this.#undecided.subarray(bytes);
    return data;
  }

  #pass(data: Buffer): void {
    if (data.length === 0) return;
    this.#length += data.length;
    this.#data.fire(data);
  }

  #hide(bytes: number): void {
    if (bytes === 0) return;
    if (this.#borders.at(-1) === this.#length) this.#borders.pop();
    else this.#borders.push(this.#length);
    this.#length += bytes;
    this.#borders.push(this.#length);
    this.#data.fire(Buffer.alloc(bytes));
  }
}

/** Index of the first number above `value` in an ascending list. */
function firstAbove(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
