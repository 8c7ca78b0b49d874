import type { VmState } from '../../host/protocol/vmState.ts';
import { ageText } from '../text/ageText.ts';
import { oneLine } from '../text/oneLine.ts';
import type { TreeNode } from './treeNode.ts';

/** Why probes cannot run, where they cannot, or have to wait. */
export function channelNoteNode(state: VmState, now: Date): TreeNode[] {
  const note = noteOf(state, now);
  if (note === undefined) return [];
  const { label, why } = note;
  return [
    {
      id: `${state.id}/channel`,
      label,
      description: oneLine(why),
      tooltip: `${label}: ${why}`,
      icon: { name: 'debug-disconnect', color: 'list.warningForeground' },
      contextValue: 'note',
      accessibilityLabel: `${label}, ${oneLine(why)}`,
      target: { vmId: state.id },
      expansion: 'leaf',
      children: [],
    },
  ];
}

function noteOf({ channel, end }: VmState, now: Date): { readonly label: string; readonly why: string } | undefined {
  if (end !== null) return undefined;
  switch (channel.state) {
    case 'none':
      return { label: 'Probes cannot run', why: channel.why };
    case 'lost':
      return { label: 'Probes cannot run now', why: channel.why };
    case 'ready':
      if (channel.silentSince === undefined) return undefined;
      return {
        label: 'The guest does not answer',
        why: `its last sign was ${ageText(channel.silentSince, now)}; it is frozen or very busy, and probes wait for it`,
      };
    case 'waiting':
    case 'connecting':
      return undefined;
  }
}
