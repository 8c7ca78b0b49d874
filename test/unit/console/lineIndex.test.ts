import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../../src/core/console/screen/lineIndex.ts';

describe('the index of lines', () => {
  it('gives back every offset, however far apart', () => {
    const index = new LineIndex();
    const offsets: number[] = [];
    for (let line = 0, offset = 0; line < 3000; line++, offset += (line * line * 37) % 1_000_003) {
      offsets.push(offset);
      index.add(offset);
    }
    expect(index.lineCount).toBe(3000);
    expect(offsets.map((_, line) => index.offsetOfLine(line + 1))).toEqual(offsets);
    for (const line of [1, 2, 255, 256, 257, 3000]) {
      expect(index.lineOfOffset(offsets[line - 1] ?? -1)).toBe(line);
    }
  });

  it('knows no lines that are not there', () => {
    const index = new LineIndex();
    expect(index.offsetOfLine(1)).toBeUndefined();
    expect(index.lineOfOffset(10)).toBe(0);
    index.add(5);
    expect([index.offsetOfLine(0), index.offsetOfLine(1.5), index.offsetOfLine(2)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([index.lineOfOffset(4), index.lineOfOffset(5), index.lineOfOffset(500)]).toEqual([0, 1, 1]);
  });

  it('never goes back', () => {
    const index = new LineIndex();
    for (const offset of [10, 5, 12]) index.add(offset);
    expect([1, 2, 3].map((line) => index.offsetOfLine(line))).toEqual([10, 10, 12]);
  });
});
