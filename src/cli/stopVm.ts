import { Deadline } from '../core/common/deadline.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { VmState } from '../host/protocol/vmState.ts';

/** Longer than all steps of the VM host's stop ladder together. */
const stopTimeoutMs = 120_000;

/** Stops the VM and answers with its last state once it is gone and its run folder complete; a VM that has ended is fine. */
export async function stopVm(client: VmClient, manner: 'inOrder' | 'kill'): Promise<VmState> {
  if (client.isClosed) return client.state;
  try {
    const deadline = new Deadline('the VM to stop', stopTimeoutMs);
    return await deadline.race(client.stop({ kill: manner === 'kill' }));
  } catch (error) {
    // The VM may have ended by itself meanwhile.
    if (client.state.end !== null) return client.state;
    throw error;
  }
}
