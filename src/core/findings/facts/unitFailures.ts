import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { exitInWords } from './exitInWords.ts';
import { unitFacts } from './unitFacts.ts';
import { unitProperty } from './unitProperty.ts';

/** A unit in the state failed. */
export interface UnitFailure {
  readonly unit: string;
  /** systemd's word for it: `exit-code`, `timeout`; undefined if it was not told. */
  readonly result: string | undefined;
  /** How it ended: `exit status 1`. */
  readonly how: string;
  /** Its row in the list of failed units, and how it ended. */
  readonly evidence: readonly Evidence[];
}

/** As many as anybody reads. */
const maxFailures = 100;

/** The units that are in the state failed, each once. */
export function unitFailures(facts: RunFacts): readonly UnitFailure[] {
  const failures = new Map<string, UnitFailure>();
  for (const { unit, properties, capture, lineOf } of unitFacts(facts)) {
    if (failures.size === maxFailures) break;
    if (properties.get('ActiveState') !== 'failed' || failures.has(unit)) continue;
    // It may have been started again since.
    if (unitProperty(facts, unit, 'ActiveState') !== 'failed') continue;
    const line = lineOf.get('Result') ?? lineOf.get('ActiveState') ?? findLine(capture, /Active:/);
    const evidence = [...listed(facts, unit), evidenceAt(capture, `how ${unit} ended`, { first: line ?? 1 })];
    failures.set(unit, { unit, result: properties.get('Result'), how: exitInWords(properties), evidence });
  }
  return [...failures.values()];
}

function listed(facts: RunFacts, unit: string): Evidence[] {
  const capture = facts.captures.get('failed-units');
  const index = capture?.lines.findIndex((line) => line.split(/\s+/).slice(0, 3).includes(unit)) ?? -1;
  return capture === undefined || index === -1
    ? []
    : [evidenceAt(capture, `${unit} in the list of failed units`, { first: index + 1 })];
}
