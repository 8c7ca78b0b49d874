import type { UnitTime } from './unitTimes.ts';

/** Units that are done sooner say more of chance than of the machine. */
const leastMs = 300;
const leastUnits = 8;
/** Up to here nothing is said of the pace, and each unit is compared as it is. */
const usual = 1.5;

/**
 * How many times as long the units of a boot took as those of another one, by the median; 1 where that is as usual, or too
 * few units are known. A busy or emulated machine makes every unit slower; what is compared then is what is slower than the
 * others.
 */
export function paceOf(
  before: ReadonlyMap<string, UnitTime> | undefined,
  after: ReadonlyMap<string, UnitTime> | undefined,
): number {
  if (before === undefined || after === undefined) return 1;
  const ratios = [...before]
    .flatMap(([unit, then]) => {
      const now = after.get(unit);
      const isKnown =
        then.state === 'done' && now?.state === 'done' && Math.max(then.durationMs, now.durationMs) >= leastMs;
      return isKnown && then.durationMs > 0 ? [now.durationMs / then.durationMs] : [];
    })
    .sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)];
  if (median === undefined || ratios.length < leastUnits) return 1;
  return median > usual || median < 1 / usual ? median : 1;
}
