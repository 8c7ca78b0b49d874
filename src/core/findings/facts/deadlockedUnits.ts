import type { RunFacts } from '../runFacts.ts';
import { findCircles } from './findCircles.ts';
import { waitGraph } from './waitGraph.ts';

/** Units in a circle, and all that wait behind one: what is wrong with them has its cause there. */
export function deadlockedUnits(facts: RunFacts): ReadonlySet<string> {
  const graph = waitGraph(facts);
  const units = new Set(findCircles(graph).flatMap((circle) => circle.map(({ from }) => from)));
  for (let before = -1; before !== units.size;) {
    before = units.size;
    for (const { from, to } of graph.edges) if (units.has(to)) units.add(from);
  }
  return units;
}
