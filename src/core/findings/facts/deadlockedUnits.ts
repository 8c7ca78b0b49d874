import { groupBy } from '../../common/groupBy.ts';
import type { RunFacts } from '../runFacts.ts';
import { findCircles } from './findCircles.ts';
import { oncePer } from './oncePer.ts';
import { waitGraph, type WaitGraph } from './waitGraph.ts';

/** Units in a circle, and all that wait behind one: what is wrong with them has its cause there. */
export function deadlockedUnits(facts: Pick<RunFacts, 'captures'>): ReadonlySet<string> {
  return deadlockedIn(waitGraph(facts));
}

const deadlockedIn = oncePer((graph: WaitGraph): ReadonlySet<string> => {
  const units = new Set(findCircles(graph).flatMap((circle) => circle.map(({ from }) => from)));
  const edgesTo = groupBy(graph.edges, ({ to }) => to);
  // A set that grows is walked to its new end.
  for (const unit of units) for (const { from } of edgesTo.get(unit) ?? []) units.add(from);
  return units;
});
