import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { BlockAssembly } from '../../../src/core/guest/inband/blockAssembly.ts';
import { blockSizeBytes, largestPartBytes, smallestPartBytes } from '../../../src/core/guest/inband/wireProtocol.ts';

it.each([0, 1, smallestPartBytes, largestPartBytes, largestPartBytes + 1, blockSizeBytes - 1, blockSizeBytes])(
  'a block of %i bytes is whole when its last part is there, whatever the size and the order of parts',
  (length) => {
    const data = randomBytes(length);
    const block = new BlockAssembly();
    const take = (part: number, size: number): void =>
      block.take(part, size, data.subarray(part * size, (part + 1) * size));
    take(2, largestPartBytes);
    for (let rounds = 0; block.missing !== undefined; rounds++) {
      expect(rounds).toBeLessThan(200);
      const size = smallestPartBytes * 2 ** (rounds % 5);
      take(Math.floor(block.missing.from / size), size);
    }
    expect(block.data.equals(data)).toBe(true);
  },
);

it('a part that cannot be is no part', () => {
  const block = new BlockAssembly();
  block.take(80, smallestPartBytes, Buffer.alloc(10));
  block.take(0, smallestPartBytes, Buffer.alloc(smallestPartBytes + 1));
  expect(block.missing).toEqual({ from: 0, to: blockSizeBytes });
});
