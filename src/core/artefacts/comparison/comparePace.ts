import type { RunMetadata } from '../metadata.ts';
import type { RunChange } from './runChange.ts';

/** That the whole boot was slower or quicker. Under emulation that is the machine's doing, and neither worse nor better. */
export function comparePace(before: RunMetadata, after: RunMetadata, pace: number): RunChange[] {
  if (pace === 1) return [];
  const isEmulated = [before, after].some(({ host }) => host?.accelerator.kind === 'tcg');
  const direction = isEmulated ? 'changed' : pace > 1 ? 'worse' : 'better';
  const times = pace > 1 ? `took ${pace.toFixed(1)} times as long` : `were ${(1 / pace).toFixed(1)} times as quick`;
  const what = `most units ${times}; a unit or a phase counts only if it differs by more`;
  return [{ direction, subject: 'pace', title: 'Pace of the whole boot', before: null, after: what }];
}
