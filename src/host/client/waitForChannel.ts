import type { Deadline } from '../../core/common/deadline.ts';
import { bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import type { VmState } from '../protocol/vmState.ts';
import type { VmClient } from './vmClient.ts';
import { vmTrouble } from './vmTrouble.ts';

/**
 * Waits until the guest can be asked.
 *
 * Errors: UserError of reason `vm` once it is clear that it never will be; DeadlineError, saying how far the VM has come.
 */
export async function waitForChannel(client: VmClient, deadline: Deadline, signal: AbortSignal): Promise<VmState> {
  const isReady = (state: VmState): boolean => {
    deadline.lastSaw = `phase ${bootPhaseTitle[state.phase]}, guest channel ${channelWords(state)}`;
    if (state.channel.state === 'ready') return true;
    const trouble = vmTrouble(state);
    if (trouble !== undefined) throw trouble;
    return false;
  };
  return await client.until(deadline, isReady, signal);
}

function channelWords({ channel }: VmState): string {
  if (channel.state === 'connecting') return `connecting (${channel.doing})`;
  return channel.state === 'lost' ? `lost (${channel.why})` : channel.state;
}
