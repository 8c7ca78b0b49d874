import { groupBy } from '../../common/groupBy.ts';
import { oncePer } from './oncePer.ts';
import type { WaitEdge, WaitGraph } from './waitGraph.ts';

/**
 * Circles of units that wait for each other, each as its edges in order, beginning with a process that waits. Circles of
 * orders alone are none: systemd finds and breaks those by itself. Of circles over the same units the first is given.
 */
export const findCircles = oncePer(({ edges }: WaitGraph): readonly (readonly WaitEdge[])[] => {
  const circles = new Map<string, readonly WaitEdge[]>();
  const edgesFrom = groupBy(edges, ({ from }) => from);
  for (const edge of edges) {
    if (edge.kind !== 'process') continue;
    const back = edge.to === edge.from ? [] : shortestPath(edgesFrom, edge.to, edge.from);
    if (back === undefined) continue;
    const circle = [edge, ...back];
    const key = circle
      .map(({ from }) => from)
      .sort()
      .join(' ');
    if (!circles.has(key)) circles.set(key, circle);
  }
  return [...circles.values()];
});

function shortestPath(
  edgesFrom: ReadonlyMap<string, readonly WaitEdge[]>,
  from: string,
  to: string,
): WaitEdge[] | undefined {
  const cameBy = new Map<string, WaitEdge>();
  const reached = [from];
  for (const unit of reached) {
    for (const edge of edgesFrom.get(unit) ?? []) {
      if (edge.to === from || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      reached.push(edge.to);
    }
  }
  if (!cameBy.has(to)) return undefined;
  const path: WaitEdge[] = [];
  for (let unit = to; unit !== from;) {
    const edge = cameBy.get(unit);
    if (edge === undefined) return undefined;
    path.unshift(edge);
    unit = edge.from;
  }
  return path;
}
