import { isUsualAtShutdown } from '../../console/failures/isUsualAtShutdown.ts';
import type { ComparedRun } from './comparedRun.ts';
import { compareListed } from './compareListed.ts';
import { compareOutcomes } from './compareOutcomes.ts';
import { comparePhases } from './comparePhases.ts';
import { compareProbes } from './compareProbes.ts';
import { compareUnits } from './compareUnits.ts';
import type { RunChange, RunComparison } from './runChange.ts';

const order: readonly RunChange['direction'][] = ['worse', 'better', 'changed'];

/** What differs between a run and a later one; noise (times, process ids, addresses) is folded away. */
export function compareRuns(before: ComparedRun, after: ComparedRun): RunComparison {
  const changes = [
    ...compareOutcomes(before.metadata, after.metadata),
    ...compareListed('finding', findingsOf(before), findingsOf(after)),
    ...compareListed('failure', failuresOf(before), failuresOf(after)),
    ...compareProbes(before, after),
    ...compareUnits(before.units, after.units),
    ...comparePhases(before.metadata.phases, after.metadata.phases),
  ].sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction));
  const gotWorse = changes.some(({ direction }) => direction === 'worse');
  return { before: before.folder, after: after.folder, gotWorse, changes };
}

function findingsOf({ metadata }: ComparedRun): { key: string; severity: string; title: string }[] {
  // What the console showed is compared as such.
  const others = metadata.findings.filter(({ kind }) => !kind.startsWith('console-'));
  return others.map(({ id, severity, title }) => ({ key: id, severity, title }));
}

function failuresOf({ metadata }: ComparedRun): { key: string; severity: string; title: string }[] {
  const failures = metadata.failures.filter((failure) => !isUsualAtShutdown(failure));
  return failures.map(({ kind, severity, title }) => ({ key: `${kind}:${title}`, severity, title }));
}
