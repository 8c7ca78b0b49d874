import { evidenceAt } from '../evidenceAt.ts';
import { exitInWords } from '../facts/exitInWords.ts';
import { journalTail } from '../facts/journalTail.ts';
import { type UnitFacts, unitFacts } from '../facts/unitFacts.ts';
import type { Evidence, Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

/** Units in the state failed, with how they ended and what they said last. */
export const failedUnits: FindingRule = (facts) => {
  const failed = new Map<string, UnitFacts>();
  for (const unit of unitFacts(facts)) {
    if (unit.properties.get('ActiveState') === 'failed' && !failed.has(unit.unit)) failed.set(unit.unit, unit);
  }
  return [...failed.values()].map((unit) => finding(facts, unit));
};

function finding(facts: RunFacts, { unit, properties, capture, lineOf }: UnitFacts): Finding {
  const how = exitInWords(properties);
  const tail = journalTail(facts, unit);
  const resultLine = lineOf.get('Result') ?? lineOf.get('ActiveState');
  const last = tail === undefined ? '' : ` The last that it said: “${tail.last}”`;
  return {
    id: `unit-failed:${unit}`,
    kind: 'unit-failed',
    severity: 'error',
    title: `${unit} failed: ${how}`,
    explanation: `${unit} is in the state failed (${how}; Result=${properties.get('Result') ?? 'unknown'}).${last}`,
    evidence: [
      ...listed(facts, unit),
      evidenceAt(capture, `how ${unit} ended`, { first: resultLine ?? findLine(capture, /Active:/) ?? 1 }),
      ...(tail === undefined ? [] : [tail.evidence]),
    ],
    next: `Read its journal: journalctl -u ${unit} -b.`,
  };
}

/** Its row in the list of failed units. */
function listed(facts: RunFacts, unit: string): Evidence[] {
  const capture = facts.captures.get('failed-units');
  const index = capture?.lines.findIndex((line) => line.split(/\s+/).slice(0, 3).includes(unit)) ?? -1;
  return capture === undefined || index === -1
    ? []
    : [evidenceAt(capture, `${unit} in the list of failed units`, { first: index + 1 })];
}
