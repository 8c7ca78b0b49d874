import { findCircles } from '../facts/findCircles.ts';
import { deadlockedUnits } from '../facts/deadlockedUnits.ts';
import { type WaitEdge, waitGraph, type WaitGraph } from '../facts/waitGraph.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';

/**
 * Units that wait for each other for ever: a process of one waits for the job of another, which is ordered after the
 * first, at once or through more units. Proven from the queue of jobs, the order and the processes of the units.
 */
export const deadlock: FindingRule = (facts) => {
  const graph = waitGraph(facts);
  const all = deadlockedUnits(facts);
  return findCircles(graph).map((circle) => finding(circle, graph, all));
};

function finding(circle: readonly WaitEdge[], graph: WaitGraph, all: ReadonlySet<string>): Finding {
  const units = circle.map(({ from }) => from);
  const behind = graph.jobs.map(({ unit }) => unit).filter((unit) => all.has(unit) && !units.includes(unit));
  const victims =
    behind.length === 0 ? '' : `\n\n${list(behind)} ${behind.length === 1 ? 'waits' : 'wait'} behind them.`;
  return {
    id: `deadlock:${[...units].sort().join(',')}`,
    kind: 'deadlock',
    severity: 'error',
    title: `${subject(units)}: ${circle.map(edgeInShort).join(', and ')}`,
    explanation:
      `${circle.map((edge) => edgeAtLength(edge, graph)).join(' ')} ` +
      'So none of them can ever go on. systemd does not see the circle, because one part of it is a process that waits, ' +
      `and not an order between units; it ends only when a timeout does.${victims}`,
    evidence: circle.flatMap(({ evidence }) => evidence),
    next: nextStep(circle, graph),
  };
}

function subject(units: readonly string[]): string {
  const [first = ''] = units;
  if (units.length === 1) return `Deadlock: ${first} waits for itself`;
  return units.length === 2 ? `Deadlock of ${units.join(' and ')}` : `Deadlock of ${list(units)}`;
}

function edgeInShort(edge: WaitEdge): string {
  if (edge.kind === 'process') return `${edge.from} waits for “${edge.process.command}” (process ${edge.process.pid})`;
  return edge.isProvenByAfter
    ? `${edge.from} is ordered after ${edge.to}`
    : `the job of ${edge.from} waits for that of ${edge.to}`;
}

function edgeAtLength(edge: WaitEdge, { jobs }: WaitGraph): string {
  const job = (unit: string): string => `job ${jobs.find((each) => each.unit === unit)?.id ?? '?'}`;
  if (edge.kind === 'process') {
    const { pid, command } = edge.process;
    return `Process ${pid} of ${edge.from} is “${command}”, which returns only when the job of ${edge.to} (${job(edge.to)}) is done.`;
  }
  const why = edge.isProvenByAfter ? `, because ${edge.from} has After=${edge.to}` : '';
  return `The job of ${edge.from} (${job(edge.from)}) waits for that of ${edge.to} (${job(edge.to)})${why}.`;
}

function nextStep(circle: readonly WaitEdge[], { jobs }: WaitGraph): string {
  const waiting = circle.find((edge) => edge.kind === 'process');
  const order = circle.find((edge) => edge.kind === 'order' && edge.isProvenByAfter);
  if (waiting?.kind !== 'process') return '';
  const { from, to, process } = waiting;
  const unordered = order === undefined ? '' : `, or take After=${order.to} out of ${order.from}`;
  const id = jobs.find((job) => job.unit === to)?.id;
  const release = id === undefined || to === from ? '' : ` To set this guest going again: systemctl cancel ${id}.`;
  const command = process.command.replace(/(\bsystemctl) /, '$1 --no-block ');
  return `Let ${from} not wait (“${command}”)${unordered}.${release}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
