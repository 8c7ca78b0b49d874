import { delay } from '../../core/common/delay.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';

const quietMs = 300;
const longestMs = 2_000;
const lookEveryMs = 50;

/**
 * Settles when whoever waited for the guest has its first answers: nothing has been asked for a moment, the time for that is
 * over, or the signal aborts. What the host asks on its own account is the guest's work too, and would make them wait.
 */
export async function afterFirstQuestions(
  channel: Pick<AgentChannel, 'requests' | 'isBroken'>,
  signal: AbortSignal,
): Promise<void> {
  const startedAtMs = performance.now();
  let busyAtMs = startedAtMs;
  while (!signal.aborted && !channel.isBroken) {
    const nowMs = performance.now();
    if (channel.requests.length > 0) busyAtMs = nowMs;
    if (nowMs - busyAtMs >= quietMs || nowMs - startedAtMs >= longestMs) return;
    await delay(lookEveryMs, signal);
  }
}
