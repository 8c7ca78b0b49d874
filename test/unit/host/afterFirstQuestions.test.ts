import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { afterFirstQuestions } from '../../../src/host/guest/afterFirstQuestions.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** What stands when `ms` have passed. */
async function isSettledAfter(waiting: Promise<void>, ms: number): Promise<boolean> {
  let isSettled = false;
  void waiting.then(() => (isSettled = true));
  await vi.advanceTimersByTimeAsync(ms);
  return isSettled;
}

it('lets a moment pass in which somebody may ask', async () => {
  const waiting = afterFirstQuestions({ requests: [], isBroken: false }, new AbortController().signal);
  expect(await isSettledAfter(waiting, 200)).toBe(false);
  expect(await isSettledAfter(waiting, 200)).toBe(true);
});

it('waits for the answers to what was asked meanwhile', async () => {
  const channel = { requests: ['1'], isBroken: false };
  const waiting = afterFirstQuestions(channel, new AbortController().signal);
  expect(await isSettledAfter(waiting, 1_000)).toBe(false);
  channel.requests = [];
  expect(await isSettledAfter(waiting, 200)).toBe(false);
  expect(await isSettledAfter(waiting, 200)).toBe(true);
});

it('does not wait for ever for an answer', async () => {
  const waiting = afterFirstQuestions({ requests: ['1'], isBroken: false }, new AbortController().signal);
  expect(await isSettledAfter(waiting, 1_900)).toBe(false);
  expect(await isSettledAfter(waiting, 200)).toBe(true);
});

it.each(['the signal', 'the end of the channel'])('is ended by %s', async (what) => {
  const channel = { requests: ['1'], isBroken: false };
  const hurry = new AbortController();
  const waiting = afterFirstQuestions(channel, hurry.signal);
  expect(await isSettledAfter(waiting, 100)).toBe(false);
  if (what === 'the signal') hurry.abort();
  else channel.isBroken = true;
  expect(await isSettledAfter(waiting, 60)).toBe(true);
});
