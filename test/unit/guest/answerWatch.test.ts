import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AnswerWatch } from '../../../src/core/guest/answerWatch.ts';

let asked: number[];
let told: ('silent' | 'answers')[];
let watch: AnswerWatch;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  told = [];
  const startedAt = performance.now();
  watch = new AnswerWatch(() => asked.push(performance.now() - startedAt));
  watch.onSilence((since) => told.push(since === undefined ? 'answers' : 'silent'));
});

afterEach(() => {
  watch.dispose();
  vi.useRealTimers();
});

it('asks a quiet guest, and takes an answer for a sign of life', () => {
  for (let times = 0; times < 10; times++) {
    vi.advanceTimersByTime(750);
    watch.heard();
  }
  expect(asked).toHaveLength(10);
  expect(told).toEqual([]);
});

it('tells within two seconds that the guest has fallen silent, since when, and that it answers again', () => {
  vi.advanceTimersByTime(10_100);
  const before = new Date();
  watch.heard();
  told.length = 0;
  vi.advanceTimersByTime(1_500);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(450);
  expect(told).toEqual(['silent']);
  expect(watch.silentSince).toEqual(before);
  vi.advanceTimersByTime(3_600_000);
  expect(told).toEqual(['silent']);
  watch.heard();
  expect(told).toEqual(['silent', 'answers']);
  expect(watch.silentSince).toBeUndefined();
});

it('asks a silent guest ever more rarely, since it will answer all of it', () => {
  vi.advanceTimersByTime(3_600_000);
  expect(asked.slice(0, 5)).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
  expect(asked.length).toBeLessThan(130);
});

it('expects nothing of a paused machine, and gives it its time afterwards', () => {
  vi.advanceTimersByTime(1_000);
  asked.length = 0;
  watch.isPaused = true;
  vi.advanceTimersByTime(60_000);
  expect({ asked, told }).toEqual({ asked: [], told: [] });
  watch.isPaused = false;
  vi.advanceTimersByTime(1_500);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(told).toEqual(['silent']);
});

it('does not blame the guest for what the host slept through', () => {
  vi.advanceTimersByTime(1_000);
  const { performance: clock } = globalThis;
  const now = clock.now.bind(clock);
  // A host that is stopped for an hour: its clock goes on, its timers do not.
  vi.spyOn(clock, 'now').mockImplementation(() => now() + 3_600_000);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['silent']);
  vi.restoreAllMocks();
});
