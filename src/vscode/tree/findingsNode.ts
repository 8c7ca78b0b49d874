import type { Finding } from '../../core/findings/finding.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { findingNode } from './findingNode.ts';
import type { TreeNode } from './treeNode.ts';

/**
 * What follows from captures and console, or nothing if nothing does. A failure of the console that is a finding by itself
 * is left to its own section.
 */
export function findingsNode(state: VmState): TreeNode[] {
  const findings = state.findings
    .map((finding, index) => ({ finding, index }))
    .filter(({ finding }) => !isOfConsole(finding));
  if (findings.length === 0) return [];
  return [
    {
      id: `${state.id}/findings`,
      label: 'Findings',
      description: String(findings.length),
      tooltip: 'What follows from the captures and the console; a click opens the evidence.',
      icon: undefined,
      contextValue: 'findings',
      accessibilityLabel: `Findings, ${findings.length}`,
      target: { vmId: state.id },
      expansion: 'expanded',
      children: findings.map(({ finding, index }) => findingNode(state, index, finding)),
    },
  ];
}

function isOfConsole({ kind }: Finding): boolean {
  return kind.startsWith('console-');
}
