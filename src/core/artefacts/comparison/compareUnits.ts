import { secondsText } from '../../common/secondsText.ts';
import { slowerOrQuicker } from './slowerOrQuicker.ts';
import type { RunChange } from './runChange.ts';
import type { UnitTime } from './unitTimes.ts';

const noticedMs = 2_000;

/**
 * Units that took much longer, or much shorter, to start, those that did not come to the end of it, and those that are not
 * started any more. Failed ones are findings.
 */
export function compareUnits(
  before: ReadonlyMap<string, UnitTime> | undefined,
  after: ReadonlyMap<string, UnitTime> | undefined,
  pace: number,
): RunChange[] {
  if (before === undefined || after === undefined) return [];
  const changed = [...after].flatMap(([unit, now]): RunChange[] => {
    const then = before.get(unit);
    const direction = then === undefined ? directionOfNew(now, pace) : directionOf(then, now, pace);
    if (direction === undefined) return [];
    return [{ direction, subject: 'unit', title: unit, before: then ? words(then) : null, after: words(now) }];
  });
  return [...changed, ...noMoreStarted(before, after)];
}

/** Whether a unit is wanted is the image's to say. */
function noMoreStarted(before: ReadonlyMap<string, UnitTime>, after: ReadonlyMap<string, UnitTime>): RunChange[] {
  // What had not been started when the guest was asked may wait for what hangs, which is told.
  if ([...after.values()].some(({ state }) => state === 'starting')) return [];
  return [...before].flatMap(([unit, then]): RunChange[] => {
    // Devices have several names, and not all of them each time.
    if (after.has(unit) || then.state !== 'done' || unit.endsWith('.device')) return [];
    return [{ direction: 'changed', subject: 'unit', title: unit, before: words(then), after: 'not started any more' }];
  });
}

function directionOfNew({ state, durationMs }: UnitTime, pace: number): 'worse' | undefined {
  return state === 'starting' && durationMs >= noticedMs * Math.max(1, pace) ? 'worse' : undefined;
}

function directionOf(then: UnitTime, now: UnitTime, pace: number): 'worse' | 'better' | undefined {
  if (then.state === 'failed' || now.state === 'failed') return undefined;
  if (then.state !== now.state) return now.state === 'starting' ? 'worse' : 'better';
  // How long one was seen starting says when the guest was asked.
  if (now.state === 'starting') return undefined;
  return slowerOrQuicker(then.durationMs, now.durationMs, { noticedMs, pace });
}

function words({ state, durationMs }: UnitTime): string {
  return state !== 'starting' ? secondsText(durationMs) : `still starting after ${secondsText(durationMs)}`;
}
