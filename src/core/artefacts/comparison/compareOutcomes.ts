import type { Outcome, RunMetadata } from '../metadata.ts';
import type { RunChange } from './runChange.ts';

const fromBestToWorst: readonly Outcome[] = ['passed', 'incomplete', 'unmet', 'failed'];

export function compareOutcomes(before: RunMetadata, after: RunMetadata): RunChange[] {
  if (before.outcome === after.outcome) return [];
  const isWorse = fromBestToWorst.indexOf(after.outcome) > fromBestToWorst.indexOf(before.outcome);
  // What could not be told this time may be as bad as it was.
  const otherwise = after.outcome === 'incomplete' ? 'changed' : 'better';
  return [
    {
      direction: isWorse ? 'worse' : otherwise,
      subject: 'outcome',
      title: 'Outcome',
      before: `${before.outcome}: ${before.result}`,
      after: `${after.outcome}: ${after.result}`,
    },
  ];
}
