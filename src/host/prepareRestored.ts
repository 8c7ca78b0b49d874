import { Deadline } from '../core/common/deadline.ts';
import { messageOf } from '../core/common/userError.ts';
import type { AgentChannel } from '../core/guest/agentChannel.ts';

const timeoutMs = 10_000;

/** A restored guest believes that it is still the moment at which it was saved. It does not reject. */
export async function prepareRestored(channel: AgentChannel, log: (line: string) => void): Promise<void> {
  try {
    const exitStatus = await channel.setClock(new Date(), new Deadline("the guest's clock to be set", timeoutMs));
    const how = exitStatus === 0 ? 'is set' : `could not be set: date ended with status ${String(exitStatus)}`;
    log(`checkpoint: the guest's clock ${how}`);
  } catch (error) {
    log(`checkpoint: the guest's clock could not be set: ${messageOf(error)}`);
  }
}
