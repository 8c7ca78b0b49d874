import type { RunFacts } from '../runFacts.ts';
import { storageStatus } from './storageStatus.ts';
import { type UnitFailure, unitFailures } from './unitFailures.ts';

/**
 * The failure of pre-nixos.service where it is what follows from a storage that could not be laid out: the service ends
 * with an exit status of its own then. One that was killed or ran out of its time failed for another reason.
 */
export function failedWithStorage(facts: RunFacts): UnitFailure | undefined {
  if (storageStatus(facts)?.state !== 'failed') return undefined;
  return unitFailures(facts).find(({ unit, result }) => unit === 'pre-nixos.service' && result === 'exit-code');
}
