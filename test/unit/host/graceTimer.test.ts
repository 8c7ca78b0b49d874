import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GraceTimer } from '../../../src/host/server/graceTimer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

it.each([
  ['that one timer can wait', 10 * minuteMs],
  ['that just fits into a timer', 2 ** 31 - 1],
  ['that is longer than a timer can wait', 60 * dayMs],
])('runs out after a grace time %s, and not before', (_what, graceTimeMs) => {
  const expired = vi.fn();
  const timer = new GraceTimer(graceTimeMs, expired);
  timer.clientCame();
  vi.advanceTimersByTime(100 * dayMs);
  timer.clientWent();
  vi.advanceTimersByTime(graceTimeMs - 1);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(expired).toHaveBeenCalledOnce();
});

it('begins anew when a client was there meanwhile, also in the middle of a long time', () => {
  const expired = vi.fn();
  const timer = new GraceTimer(60 * dayMs, expired);
  vi.advanceTimersByTime(59 * dayMs);
  timer.clientCame();
  timer.clientWent();
  vi.advanceTimersByTime(59 * dayMs);
  expect(expired).not.toHaveBeenCalled();
  timer.stop();
  vi.advanceTimersByTime(100 * dayMs);
  expect(expired).not.toHaveBeenCalled();
});
