import { Deadline } from '../core/common/deadline.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { VmState } from '../host/protocol/vmState.ts';

/** The console ends a moment before the VM host has completed the run folder and tells how the VM ended. */
const endTimeoutMs = 60_000;

/** The last state of a VM whose console has ended; it says how the VM ended, unless the VM host was killed. */
export async function waitForEnd(client: VmClient, signal: AbortSignal): Promise<VmState> {
  const deadline = new Deadline('the VM to say how it ended', endTimeoutMs);
  try {
    return await client.until(deadline, ({ end }) => end !== null, signal);
  } catch (error) {
    if (client.isClosed) return client.state;
    throw error;
  }
}
