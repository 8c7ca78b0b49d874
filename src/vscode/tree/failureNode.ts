import type { ConsoleFailure } from '../../core/console/phases/bootPhase.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { durationText } from '../text/durationText.ts';
import { oneLine } from '../text/oneLine.ts';
import type { TreeNode } from './treeNode.ts';

const icons: Readonly<Record<ConsoleFailure['severity'], NonNullable<TreeNode['icon']>>> = {
  fatal: { name: 'error', color: 'list.errorForeground' },
  error: { name: 'error', color: 'list.errorForeground' },
  warning: { name: 'warning', color: 'list.warningForeground' },
};

/** Something that went wrong on the console; a click opens the serial log at its place. */
export function failureNode(state: VmState, index: number, failure: ConsoleFailure): TreeNode {
  const title = oneLine(failure.title);
  const when = failure.atMs === undefined ? '' : `${durationText(failure.atMs)} after the start`;
  const description = [failure.severity, when].filter((part) => part !== '').join(' · ');
  return {
    id: `${state.id}/failure/${index}`,
    label: title,
    description,
    tooltip: [title, ...failure.trace.slice(0, 12)].join('\n'),
    icon: icons[failure.severity],
    contextValue: 'failure',
    accessibilityLabel: [`Console failure, ${failure.severity}`, title, when].filter((part) => part !== '').join(', '),
    target: { vmId: state.id, failure: index },
    click: { command: 'bootImageVm.openFailure', title: 'Open Serial Log at This Place' },
    expansion: 'leaf',
    children: [],
  };
}
