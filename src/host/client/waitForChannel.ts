import type { Deadline } from '../../core/common/deadline.ts';
import { bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import type { Disposable } from '../../core/common/event.ts';
import type { VmClient } from './vmClient.ts';
import type { VmState } from '../protocol/vmState.ts';
import { vmError, vmTrouble } from './vmTrouble.ts';

/**
 * Waits until the guest can be asked.
 *
 * Errors: UserError of reason `vm` once it is clear that it never will be; DeadlineError, saying how far the VM has come.
 */
export async function waitForChannel(client: VmClient, deadline: Deadline, signal: AbortSignal): Promise<VmState> {
  const subscriptions: Disposable[] = [];
  const settled = new Promise<VmState>((resolve, reject) => {
    const look = (state: VmState): void => {
      deadline.lastSaw = `phase ${bootPhaseTitle[state.phase]}, guest channel ${channelStory(state)}`;
      const trouble = vmTrouble(state);
      if (state.channel.state === 'ready') resolve(state);
      else if (trouble !== undefined) reject(trouble);
    };
    const onClosed = (): void => {
      reject(vmTrouble(client.state) ?? vmError('The VM host ended', client.state));
    };
    subscriptions.push(client.onStateChanged(look), client.onClosed(onClosed));
    look(client.state);
    if (client.isClosed) onClosed();
  });
  try {
    return await deadline.race(settled, signal);
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}

function channelStory({ channel }: VmState): string {
  if (channel.state === 'connecting') return `connecting (${channel.doing})`;
  return channel.state === 'lost' ? `lost (${channel.why})` : channel.state;
}
