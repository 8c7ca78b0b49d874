import { failedWithStorage } from '../facts/failedWithStorage.ts';
import { journalTail } from '../facts/journalTail.ts';
import { type UnitFailure, unitFailures } from '../facts/unitFailures.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import type { RunFacts } from '../runFacts.ts';

/** Units in the state failed, with how they ended and what they said last. One that failed with the storage is told there. */
export const failedUnits: FindingRule = (facts) => {
  const told = failedWithStorage(facts)?.unit;
  return unitFailures(facts)
    .filter(({ unit }) => unit !== told)
    .map((failure) => finding(facts, failure));
};

function finding(facts: RunFacts, { unit, result, how, evidence }: UnitFailure): Finding {
  const tail = journalTail(facts, unit);
  const last = tail === undefined ? '' : ` The last that it said: “${tail.last}”`;
  return {
    id: `unit-failed:${unit}`,
    kind: 'unit-failed',
    severity: 'error',
    title: `${unit} failed: ${how}`,
    explanation: `${unit} is in the state failed (${how}; Result=${result ?? 'unknown'}).${last}`,
    evidence: [...evidence, ...(tail === undefined ? [] : [tail.evidence])],
    next: `Read its journal${tail === undefined ? '' : ' from before its last lines'}: journalctl -u ${unit} -b.`,
  };
}
