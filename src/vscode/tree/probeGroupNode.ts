import type { ProbeStatus, VmState } from '../../host/protocol/vmState.ts';
import { probeStateText } from '../text/probeStateText.ts';
import { probeNode } from './probeNode.ts';
import type { TreeNode } from './treeNode.ts';

/** The probes of one group, with a count of what they found. */
export function probeGroupNode(state: VmState, group: string, now: Date): TreeNode {
  const probes = state.probes.filter((status) => status.probe.group === group);
  const label = group.charAt(0).toUpperCase() + group.slice(1);
  const description = summary(probes);
  return {
    id: `${state.id}/group/${group}`,
    label,
    description,
    tooltip: `${label}: ${probes.length} probes, ${description}`,
    icon: undefined,
    contextValue: `group.${state.end === null ? 'running' : 'ended'}`,
    accessibilityLabel: `Probe group ${label}, ${probes.length} probes, ${description}`,
    target: { vmId: state.id, group },
    expansion: 'expanded',
    children: probes.map((status) => probeNode(state, status, now)),
  };
}

function summary(probes: readonly ProbeStatus[]): string {
  const outcomes = probes.map((status) => probeStateText(status).outcome);
  const count = (...wanted: (typeof outcomes)[number][]): number =>
    outcomes.filter((outcome) => wanted.includes(outcome)).length;
  const parts = [
    [count('running'), 'running'],
    [count('unmet'), 'not met'],
    [count('timedOut'), 'timed out'],
    [count('noAnswer'), 'without an answer'],
    [count('unknown', 'failed'), 'unclear'],
    [count('met'), 'met'],
    [count('answered'), 'answered'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return said.length === 0 ? 'not run' : said.join(', ');
}
