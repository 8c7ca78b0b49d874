import type { VmState } from '../../host/protocol/vmState.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { channelText } from './channelText.ts';
import { oneLine } from './oneLine.ts';
import { pausedText } from './pausedText.ts';
import { phaseText } from './phaseText.ts';

/** What the status bar says of the running VMs; undefined if there are none. */
export function statusBarText(
  running: readonly Pick<VmSession, 'name' | 'state'>[],
): { readonly text: string; readonly tooltip: string; readonly spoken: string } | undefined {
  const [first] = running;
  if (first === undefined) return undefined;
  const said = running.length === 1 ? `${first.name}: ${phaseOf(first.state)}` : `${running.length} VMs`;
  const lines = running.map(({ name, state }) => `${name}: ${phaseOf(state)}, ${channelText(state.channel)}`);
  return {
    text: `$(${iconOf(running.map(({ state }) => state))}) ${oneLine(said, 60).replaceAll('$(', '$ (')}`,
    tooltip: [...lines, 'Click to go to the console.'].join('\n'),
    spoken: `Boot Image VM, ${said}`,
  };
}

function phaseOf(state: VmState): string {
  const { channel, machine } = state;
  const facts = [phaseText(state)];
  if (state.automationTyping) facts.push('automation is typing');
  if (machine.running === 'paused') facts.push(pausedText(machine));
  if (channel.state === 'ready' && channel.silentSince !== undefined) facts.push(channelText(channel));
  return facts.join(', ');
}

function iconOf(running: readonly VmState[]): string {
  if (running.some(({ phase }) => phase === 'failed')) return 'error';
  return running.every(({ phase }) => phase === 'ready') ? 'vm-running' : 'vm-active';
}
