import type { VmState } from '../../host/vmState.ts';
import { oneLine } from '../text/oneLine.ts';
import type { TreeNode } from './treeNode.ts';

/** Why probes cannot run, where they cannot. */
export function channelNoteNode(state: VmState): TreeNode[] {
  const { channel } = state;
  if (state.end !== null || (channel.state !== 'none' && channel.state !== 'lost')) return [];
  const label = channel.state === 'none' ? 'Probes cannot run' : 'Probes cannot run now';
  const why = oneLine(channel.why);
  return [
    {
      id: `${state.id}/channel`,
      label,
      description: why,
      tooltip: `${label}: ${channel.why}`,
      icon: { name: 'debug-disconnect', color: 'list.warningForeground' },
      contextValue: 'note',
      accessibilityLabel: `${label}, ${why}`,
      target: { vmId: state.id },
      expansion: 'leaf',
      children: [],
    },
  ];
}
