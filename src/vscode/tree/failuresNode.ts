import { isUsualAtShutdown } from '../../core/console/failures/isUsualAtShutdown.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { failureNode } from './failureNode.ts';
import type { TreeNode } from './treeNode.ts';

/** What went wrong on the console, or nothing if nothing did. */
export function failuresNode(state: VmState): TreeNode[] {
  const failures = state.failures
    .map((failure, index) => ({ failure, index }))
    .filter(({ failure }) => !isUsualAtShutdown(failure));
  if (failures.length === 0) return [];
  const fatal = failures.filter(({ failure: { severity } }) => severity === 'fatal').length;
  const description = fatal === 0 ? String(failures.length) : `${failures.length}, ${fatal} of them fatal`;
  return [
    {
      id: `${state.id}/failures`,
      label: 'Console failures',
      description,
      tooltip: 'What the console showed that should not be; a click opens the serial log at its place.',
      icon: undefined,
      contextValue: 'failures',
      accessibilityLabel: `Console failures, ${description}`,
      target: { vmId: state.id },
      expansion: 'expanded',
      children: failures.map(({ failure, index }) => failureNode(state, index, failure)),
    },
  ];
}
