import type { Outcome, RunMetadata } from '../metadata.ts';
import type { RunChange } from './runChange.ts';

const fromBestToWorst: readonly Outcome[] = ['passed', 'incomplete', 'unmet', 'failed'];

export function compareOutcomes(before: RunMetadata, after: RunMetadata): RunChange[] {
  if (before.outcome === after.outcome) return [];
  const isWorse = fromBestToWorst.indexOf(after.outcome) > fromBestToWorst.indexOf(before.outcome);
  return [
    {
      direction: isWorse ? 'worse' : 'better',
      subject: 'outcome',
      title: 'Outcome',
      before: `${before.outcome}: ${before.result}`,
      after: `${after.outcome}: ${after.result}`,
    },
  ];
}
