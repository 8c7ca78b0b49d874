import type { BootTiming } from '../../probes/readers/readSystemdAnalyze.ts';
import { secondsText } from '../../common/secondsText.ts';
import { isSlower } from './isSlower.ts';
import type { RunChange } from './runChange.ts';

const noticedMs = 2_000;

/** Units that took much longer, or much shorter, to start. */
export function compareUnits(before: BootTiming | undefined, after: BootTiming | undefined): RunChange[] {
  if (before === undefined || after === undefined) return [];
  const then = new Map(before.units.map(({ unit, durationMs }) => [unit, durationMs]));
  return after.units.flatMap(({ unit, durationMs }): RunChange[] => {
    const beforeMs = then.get(unit);
    if (beforeMs === undefined) return [];
    const words = {
      subject: 'unit' as const,
      title: unit,
      before: secondsText(beforeMs),
      after: secondsText(durationMs),
    };
    if (isSlower(beforeMs, durationMs, noticedMs)) return [{ direction: 'worse', ...words }];
    return isSlower(durationMs, beforeMs, noticedMs) ? [{ direction: 'better', ...words }] : [];
  });
}
