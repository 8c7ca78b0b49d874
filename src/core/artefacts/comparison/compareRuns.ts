import type { ComparedRun } from './comparedRun.ts';
import { compareListed, type Listed } from './compareListed.ts';
import { compareOutcomes } from './compareOutcomes.ts';
import { comparePace } from './comparePace.ts';
import { comparePhases } from './comparePhases.ts';
import { compareProbes } from './compareProbes.ts';
import { compareUnits } from './compareUnits.ts';
import { paceOf } from './paceOf.ts';
import type { RunChange, RunComparison } from './runChange.ts';

const order: readonly RunChange['direction'][] = ['worse', 'better', 'changed'];

/** What differs between a run and a later one; noise (times, process ids, addresses) is folded away. */
export function compareRuns(before: ComparedRun, after: ComparedRun): RunComparison {
  const pace = paceOf(before.units, after.units);
  const changes = [
    ...compareOutcomes(before.metadata, after.metadata),
    ...compareListed('finding', listedOf(before, 'finding'), listedOf(after, 'finding')),
    ...compareListed('failure', listedOf(before, 'failure'), listedOf(after, 'failure')),
    ...compareProbes(before, after),
    ...comparePace(before.metadata, after.metadata, pace),
    ...compareUnits(before.units, after.units, pace),
    ...comparePhases(before.metadata.phases, after.metadata.phases, pace),
  ].sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction));
  const gotWorse = changes.some(({ direction }) => direction === 'worse');
  return { before: before.folder, after: after.folder, gotWorse, changes };
}

function listedOf({ metadata }: ComparedRun, subject: 'finding' | 'failure'): Listed[] {
  return metadata.findings
    .filter(({ kind }) => kind.startsWith('console-') === (subject === 'failure'))
    .map(({ id, severity, title }) => ({ key: id, severity, title }));
}
