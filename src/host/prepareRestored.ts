import { messageOf } from '../core/common/userError.ts';
import type { AgentChannel } from '../core/guest/agentChannel.ts';

const timeoutMs = 10_000;

/** A restored guest believes that it is still the moment at which it was saved. It does not reject. */
export async function prepareRestored(channel: AgentChannel, log: (line: string) => void): Promise<void> {
  const seconds = Date.now() / 1000;
  // Not every `date` takes a fraction.
  const script = `date -u -s @${seconds.toFixed(3)} || date -u -s @${seconds.toFixed(0)}`;
  try {
    const { exitStatus, stderr } = await channel.run({ command: { script }, timeoutMs });
    log(
      `checkpoint: the guest's clock ${exitStatus === 0 ? 'is set' : `could not be set: ${stderr.toString().trim()}`}`,
    );
  } catch (error) {
    log(`checkpoint: the guest's clock could not be set: ${messageOf(error)}`);
  }
}
