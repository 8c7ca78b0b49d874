import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WireSession } from '../../../src/core/guest/inband/wireSession.ts';
import { WireTransfer } from '../../../src/core/guest/inband/wireTransfer.ts';

/** Texts of the lines that were said to the guest. */
let lines: string[];
let transfer: WireTransfer;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  lines = [];
  const send: WireSession['send'] = (kind, ...words) => {
    if (kind === 'W') lines.push(String(words[1]));
    return { text: '', digest: words.join(':') };
  };
  transfer = new WireTransfer(() => undefined);
  const hello = { folder: '/run/x', code: 'base64', lastLine: 0, lastDigest: '', block: 1 };
  transfer.begin({ send } as unknown as WireSession, hello as unknown as Parameters<WireTransfer['begin']>[1]);
});

afterEach(() => {
  vi.useRealTimers();
});

it('says a line that came damaged again, shorter, also to a guest that says so at once', () => {
  transfer.write('x'.repeat(2_000));
  vi.advanceTimersByTime(20);
  transfer.take(['r']);
  vi.advanceTimersByTime(100);
  transfer.tick();
  expect(lines.map(({ length }) => length)).toEqual([2_000, 1_500]);
  // One refusal is answered once.
  vi.advanceTimersByTime(200);
  transfer.tick();
  expect(lines).toHaveLength(2);
});
