import { expect, it } from 'vitest';
import { RecentBytes } from '../../../src/host/console/recentBytes.ts';

it('holds the newest bytes of a stream, whatever its pieces', () => {
  const stream = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 251));
  for (const capacity of [1, 7, 64, 5_000]) {
    for (const piece of [1, 3, 64, 65, 1_000]) {
      const recent = new RecentBytes(capacity);
      for (let at = 0; at < stream.length; at += piece) {
        recent.push(stream.subarray(at, at + piece));
        const { start, length } = recent;
        expect(length).toBe(Math.min(stream.length, at + piece));
        expect(length - start).toBe(Math.min(capacity, length));
        const middle = Math.floor((start + length) / 2);
        expect(recent.slice(start, length).equals(stream.subarray(start, length))).toBe(true);
        expect(recent.slice(middle, length).equals(stream.subarray(middle, length))).toBe(true);
        expect(recent.slice(start, middle).equals(stream.subarray(start, middle))).toBe(true);
      }
    }
  }
});
