import type { VmState } from '../../host/protocol/vmState.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { channelText } from '../text/channelText.ts';
import { oneLine } from '../text/oneLine.ts';
import { pausedText } from '../text/pausedText.ts';
import { phaseText } from '../text/phaseText.ts';
import { upText } from '../text/upText.ts';
import { channelNoteNode } from './channelNoteNode.ts';
import { failuresNode } from './failuresNode.ts';
import { findingsNode } from './findingsNode.ts';
import { probeGroupNode } from './probeGroupNode.ts';
import type { TreeNode } from './treeNode.ts';

/** One VM with all that hangs below it: what went wrong first, then the probes by group. */
export function vmNode({ name, state }: Pick<VmSession, 'name' | 'state'>, now: Date): TreeNode {
  const isRunning = state.end === null;
  const facts = isRunning
    ? [...machineFacts(state), phaseText(state), channelText(state.channel), upText(state.startedAt, now)]
    : [phaseText(state)];
  const description = oneLine(facts.join(' · '));
  const groups = [...new Set(state.probes.map(({ probe }) => probe.group))];
  return {
    id: state.id,
    label: name,
    description,
    tooltip: [
      `${name}: ${description}`,
      `Image: ${state.image}`,
      `Accelerator: ${state.accelerator.kind} (${state.accelerator.why})`,
      ...state.machine.forwards.map(
        ({ hostPort, guestPort }) => `Forward: 127.0.0.1:${String(hostPort)} to the guest's port ${String(guestPort)}`,
      ),
      ...state.machine.attachedDisks.map(({ id, bus, what }) => `Attached: ${id} (${bus}, ${what})`),
      `Run folder: ${state.runFolder}`,
    ].join('\n'),
    icon: iconOf(state),
    contextValue: isRunning ? ['vm.running', ...machineMarks(state)].join('.') : 'vm.ended',
    accessibilityLabel: `VM ${name}, ${facts.join(', ')}`,
    target: { vmId: state.id },
    expansion: isRunning ? 'expanded' : 'collapsed',
    children: [
      ...findingsNode(state),
      ...failuresNode(state),
      ...channelNoteNode(state, now),
      ...groups.map((group) => probeGroupNode(state, group, now)),
    ],
  };
}

/** How the machine stands otherwise than usual: what a person did to it and may have forgotten, or why it stopped. */
function machineFacts({ machine }: VmState): string[] {
  return [
    ...(machine.running === 'paused' ? [pausedText(machine)] : []),
    ...(machine.link === 'down' ? ['network unplugged'] : []),
  ];
}

/** What the menus of the machine go by. */
function machineMarks({ machine, ssh }: VmState): string[] {
  const disks = machine.attachedDisks.length === 0 ? [] : ['disks'];
  return [
    machine.running === 'paused' ? 'paused' : 'moving',
    `link-${machine.link}`,
    ...disks,
    ...(ssh === null ? [] : ['ssh']),
  ];
}

function iconOf(state: VmState): NonNullable<TreeNode['icon']> {
  if (state.phase === 'failed') return { name: 'error', color: 'list.errorForeground' };
  if (state.end !== null) return { name: 'vm-outline' };
  return state.phase === 'ready' ? { name: 'vm-running' } : { name: 'vm-active' };
}
