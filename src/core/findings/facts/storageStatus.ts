import { valueAt } from '../../probes/valueAt.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

/** What /run/pre-nixos/storage-status says; undefined if it was not asked for or says no state. */
export function storageStatus(facts: RunFacts):
  | {
      readonly state: string;
      readonly detail: string;
      readonly capture: CapturedAnswer;
      readonly stateLine: number;
      readonly detailLine: number | undefined;
    }
  | undefined {
  const capture = facts.captures.get('storage-status');
  const state = valueAt(capture?.value, 'STATE');
  if (capture === undefined || typeof state !== 'string' || state === '') return undefined;
  const detail = valueAt(capture.value, 'DETAIL');
  return {
    state,
    detail: typeof detail === 'string' ? detail : '',
    capture,
    stateLine: findLine(capture, /^\s*STATE=/) ?? 1,
    detailLine: findLine(capture, /^\s*DETAIL=/),
  };
}
