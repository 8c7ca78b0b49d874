import { basename } from 'node:path';
import { visibleText } from '../../core/common/visibleText.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { oneLine } from '../text/oneLine.ts';
import type { TreeNode } from './treeNode.ts';

const icons: Readonly<Record<Finding['severity'], NonNullable<TreeNode['icon']>>> = {
  error: { name: 'error', color: 'list.errorForeground' },
  warning: { name: 'warning', color: 'list.warningForeground' },
  info: { name: 'info' },
};

/** One finding; a click opens its first piece of evidence. */
export function findingNode(state: VmState, index: number, finding: Finding): TreeNode {
  const title = oneLine(finding.title);
  const place = finding.evidence[0];
  const where = place === undefined ? '' : `${basename(place.file)}:${place.firstLine}`;
  return {
    id: `${state.id}/finding/${finding.id}`,
    label: title,
    description: [finding.severity, where].filter((part) => part !== '').join(' · '),
    tooltip: visibleText(
      [finding.title, '', finding.explanation, '', `What to do next: ${finding.next}`].join('\n'),
      'newlinesAndTabs',
    ),
    icon: icons[finding.severity],
    contextValue: 'finding',
    accessibilityLabel: `Finding, ${finding.severity}, ${title}`,
    target: { vmId: state.id, finding: index },
    click: { command: 'bootImageVm.openFinding', title: 'Open Evidence' },
    expansion: 'leaf',
    children: [],
  };
}
