import { secondsText } from '../../common/secondsText.ts';
import { slowerOrQuicker } from './slowerOrQuicker.ts';
import type { RunChange } from './runChange.ts';
import type { UnitTime } from './unitTimes.ts';

const noticedMs = 2_000;

/** Units that took much longer, or much shorter, to start, and those that did not come to the end of it. */
export function compareUnits(
  before: ReadonlyMap<string, UnitTime> | undefined,
  after: ReadonlyMap<string, UnitTime> | undefined,
  pace: number,
): RunChange[] {
  if (before === undefined || after === undefined) return [];
  return [...after].flatMap(([unit, now]): RunChange[] => {
    const then = before.get(unit);
    const direction = then === undefined ? undefined : directionOf(then, now, pace);
    if (then === undefined || direction === undefined) return [];
    return [{ direction, subject: 'unit', title: unit, before: words(then), after: words(now) }];
  });
}

function directionOf(then: UnitTime, now: UnitTime, pace: number): 'worse' | 'better' | undefined {
  if (then.state !== now.state) return now.state === 'starting' ? 'worse' : 'better';
  // How long one was seen starting says when the guest was asked.
  if (now.state === 'starting') return undefined;
  return slowerOrQuicker(then.durationMs, now.durationMs, { noticedMs, pace });
}

function words({ state, durationMs }: UnitTime): string {
  return state === 'done' ? secondsText(durationMs) : `still starting after ${secondsText(durationMs)}`;
}
