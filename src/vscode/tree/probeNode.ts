import type { ProbeStatus, VmState } from '../../host/protocol/vmState.ts';
import { ageText } from '../text/ageText.ts';
import { durationText } from '../text/durationText.ts';
import { oneLine } from '../text/oneLine.ts';
import { probeStateText, type ProbeStateText } from '../text/probeStateText.ts';
import type { TreeNode } from './treeNode.ts';

const icons: Readonly<Record<ProbeStateText['outcome'], NonNullable<TreeNode['icon']>>> = {
  notRun: { name: 'circle-outline' },
  running: { name: 'loading~spin' },
  met: { name: 'pass', color: 'testing.iconPassed' },
  unmet: { name: 'error', color: 'testing.iconFailed' },
  unknown: { name: 'question' },
  timedOut: { name: 'watch', color: 'list.warningForeground' },
  answered: { name: 'check' },
  failed: { name: 'warning', color: 'list.warningForeground' },
  noAnswer: { name: 'circle-slash', color: 'list.warningForeground' },
};

/** One probe: its state in words, and when and how long it ran. */
export function probeNode(state: VmState, status: ProbeStatus, now: Date): TreeNode {
  const { probe, capture } = status;
  const { outcome, text } = probeStateText(status);
  const shown = oneLine(text, 120);
  const times =
    capture === undefined || status.running ? [] : [durationText(capture.durationMs), ageText(capture.startedAt, now)];
  const description = [shown, ...times].join(' · ');
  const life = state.end === null ? (status.running ? 'running' : 'idle') : 'ended';
  return {
    id: `${state.id}/probe/${probe.id}`,
    label: probe.title,
    description,
    tooltip: tooltipOf(status, text),
    icon: icons[outcome],
    contextValue: `probe.${life}.${capture === undefined ? 'empty' : 'answered'}`,
    accessibilityLabel: [`Probe ${probe.title}`, shown, ...spoken(status, now)].join(', '),
    target: { vmId: state.id, probeId: probe.id },
    click: { command: 'bootImageVm.openProbeResult', title: 'Open Result' },
    expansion: 'leaf',
    children: [],
  };
}

function spoken({ capture, running }: ProbeStatus, now: Date): string[] {
  if (capture === undefined || running) return [];
  return [`took ${durationText(capture.durationMs)}`, `answered ${ageText(capture.startedAt, now)}`];
}

function tooltipOf({ probe, capture, error }: ProbeStatus, text: string): string {
  const lines = [`${probe.title}: ${oneLine(text, 500)}`];
  if (probe.expectation !== undefined) lines.push(`Expected: ${probe.expectation.title}`);
  if (capture !== undefined) {
    const earlier = error === undefined ? '' : 'Last answer: ';
    const cut = capture.truncated ? ', cut off' : '';
    const took = durationText(capture.durationMs);
    lines.push(
      `${earlier}exit status ${capture.exitStatus}, ${took}, at ${capture.startedAt}${cut}`,
      `File: ${capture.file}`,
    );
  }
  lines.push(`Command: ${oneLine(probe.command, 300)}`);
  return lines.join('\n');
}
