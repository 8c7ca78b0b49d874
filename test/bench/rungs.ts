import type { VmClient } from '../../src/host/client/vmClient.ts';
import { Deadline } from '../../src/core/common/deadline.ts';

export type Rung = 'virtio' | 'uart' | 'console';

/** What takes the present rung from under the channel, in a guest that was booted with all of them. */
const removal: Readonly<Record<Exclude<Rung, 'console'>, string>> = {
  virtio:
    '(sleep 1; for d in /sys/bus/virtio/drivers/virtio_console/virtio*; do echo ${d##*/} >${d%/*}/unbind; done) >/dev/null 2>&1 &',
  // Nothing but its silence tells that the agent there is gone: a minute.
  uart: `agents=$(ls -l /proc/[0-9]*/fd 2>/dev/null | awk -F/ '/^.proc/ { p = $3 } /ttyS1/ { print p }' | sort -u)
(sleep 1; rm /dev/ttyS1; kill -9 $agents) >/dev/null 2>&1 &`,
};

/** Lets the guest lose ports until its channel stands on this rung, and comes back by itself. */
export async function descendTo(client: VmClient, rung: Rung): Promise<void> {
  const deadline = new Deadline(`the channel on the rung ${rung}`, 180_000);
  for (;;) {
    const { channel } = client.state;
    if (channel.state !== 'ready') {
      deadline.lastSaw = channel.state;
      await client.until(deadline, (state) => state.channel.state === 'ready');
      continue;
    }
    if (channel.kind === rung) return;
    deadline.lastSaw = channel.kind;
    if (channel.kind === 'console') throw new Error('There is nothing below the console.');
    const before = channel.kind;
    await client.exec({ script: removal[before] }, { timeoutMs: 20_000 });
    await client.until(deadline, ({ channel: now }) => now.state === 'ready' && now.kind !== before);
  }
}
