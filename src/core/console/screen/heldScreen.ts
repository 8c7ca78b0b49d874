import type { ScreenLine } from './screenLine.ts';

/**
 * Keeps back the last screen that was cleared until it is known what came after: a screen that is only drawn anew (a menu
 * with a countdown, `watch`) takes the place of the one before.
 */
export class HeldScreen {
  #lines: readonly ScreenLine[] = [];

  /** A screen was cleared; answers with the lines that are final now. */
  replace(lines: readonly ScreenLine[]): readonly ScreenLine[] {
    const before = this.#lines;
    this.#lines = tidied(lines);
    return isRepaint(before, this.#lines) ? [] : before;
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Lines follow that are not cleared; answers with what was kept back, unless it is drawn anew in them. */
  release(following: readonly ScreenLine[]): readonly ScreenLine[] {
    const before = this.linesBefore(following);
    this.#lines = [];
    return before;
  }

  /** What is to be read before these lines. */
  linesBefore(following: readonly ScreenLine[]): readonly ScreenLine[] {
    return isRepaint(this.#lines, following) ? [] : this.#lines;
  }
}

/** Without blank lines at both ends, and never more than one in a row. */
function tidied(lines: readonly ScreenLine[]): ScreenLine[] {
  return lines.filter(
    ({ text }, index) => text !== '' || (index > 0 && index < lines.length - 1 && lines[index - 1]?.text !== ''),
  );
}

/** Most of what was to be read before is there again. */
function isRepaint(before: readonly ScreenLine[], after: readonly ScreenLine[]): boolean {
  const texts = new Set(after.map(({ text }) => text));
  const read = before.filter(({ text }) => text !== '');
  return read.length > 0 && read.filter(({ text }) => texts.has(text)).length >= read.length * 0.6;
}
