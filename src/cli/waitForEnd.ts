import { Deadline } from '../core/common/deadline.ts';
import type { Disposable } from '../core/common/event.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { VmState } from '../host/protocol/vmState.ts';

/** The console ends a moment before the VM host has completed the run folder and tells how the VM ended. */
const endTimeoutMs = 60_000;

/** The last state of a VM whose console has ended; it says how the VM ended, unless the VM host was killed. */
export async function waitForEnd(client: VmClient, signal: AbortSignal): Promise<VmState> {
  const subscriptions: Disposable[] = [];
  const ended = new Promise<void>((resolve) => {
    const look = (): void => {
      if (client.isClosed || client.state.end !== null) resolve();
    };
    subscriptions.push(client.onStateChanged(look), client.onClosed(look));
    look();
  });
  try {
    await new Deadline('the VM to say how it ended', endTimeoutMs).race(ended, signal);
    return client.state;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
  }
}
