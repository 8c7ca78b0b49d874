import type { CapturedAnswer } from '../capturedAnswer.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import { findLine, maxLineLength } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { exitInWords } from './exitInWords.ts';
import { oncePer } from './oncePer.ts';
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
    if (unitProperty(facts, unit, 'ActiveState') !== 'failed' || isWithdrawn(facts, unit, capture)) continue;
    const line = lineOf.get('Result') ?? lineOf.get('ActiveState') ?? findLine(capture, /Active:/);
    const evidence = [...listed(facts, unit), evidenceAt(capture, `how ${unit} ended`, { first: line ?? 1 })];
    failures.set(unit, { unit, result: properties.get('Result'), how: exitInWords(properties), evidence });
  }
  return [...failures.values()];
}

/** A list of failed units that was asked for later does not name it. */
function isWithdrawn({ captures }: RunFacts, unit: string, told: CapturedAnswer): boolean {
  const list = captures.get('failed-units');
  if (list === undefined || list.timedOut || list.exitStatus !== 0 || list.askedAtMs <= told.askedAtMs) return false;
  const { isWhole, lineOf } = listOf(list);
  return isWhole && !lineOf.has(unit);
}

function listed({ captures }: RunFacts, unit: string): Evidence[] {
  const capture = captures.get('failed-units');
  const line = capture && listOf(capture).lineOf.get(unit);
  return capture === undefined || line === undefined
    ? []
    : [evidenceAt(capture, `${unit} in the list of failed units`, { first: line })];
}

/** Where each unit stands in the list, up to the line that ends it. */
const listOf = oncePer(
  ({ lines }: CapturedAnswer): { readonly isWhole: boolean; readonly lineOf: ReadonlyMap<string, number> } => {
    const lineOf = new Map<string, number>();
    for (const [index, line] of lines.entries()) {
      if (line.length > maxLineLength) continue;
      if (/^\d+ loaded units listed\./.test(line)) return { isWhole: true, lineOf };
      // `● a.service loaded failed failed A`
      const unit = /^\W*(\S+\.[a-z]+) /.exec(line)?.[1];
      if (unit !== undefined && !lineOf.has(unit)) lineOf.set(unit, index + 1);
    }
    return { isWhole: false, lineOf };
  },
);
