// A client of a VM in a process of its own, to be killed: one that launches a VM, as the command line does, or one that finds
// it, as an extension host does. It follows the console and the state until the VM ends. What it is to do is in its
// environment: a command line that names the VM's folder would be taken for QEMU's.
import type { Profile } from '../../../src/core/image/profile/profile.ts';
import { delay } from '../../../src/core/common/delay.ts';
import { launchVm } from '../../../src/host/client/launchVm.ts';
import type { VmClient } from '../../../src/host/client/vmClient.ts';
import { connectVm } from '../../../src/host/client/connectVm.ts';
import { listVms } from '../../../src/host/registry/listVms.ts';

export interface ClientTask {
  readonly role: 'launcher' | 'watcher';
  readonly profile: Profile;
  readonly capturesFolder: string;
  readonly graceTimeMs: number;
}

async function main(): Promise<void> {
  const task = JSON.parse(process.env['CHAOS_TASK'] ?? '') as ClientTask;
  await follow(task.role === 'launcher' ? await launch(task) : await find());
}

async function launch({ profile, capturesFolder, graceTimeMs }: ClientTask): Promise<VmClient> {
  return await launchVm({ profile, image: 'numbers', capturesFolder, graceTimeMs, client: 'launcher' });
}

async function find(): Promise<VmClient> {
  for (;;) {
    const [vm] = await listVms();
    const client = vm === undefined ? undefined : await connectVm(vm.id, 'watcher').catch(() => undefined);
    if (client !== undefined) return client;
    await delay(50);
  }
}

async function follow(client: VmClient): Promise<void> {
  client.onStateChanged(() => undefined);
  for (let offset = 0, ended = false; !ended;) {
    const read = await client.readConsole({ offset, maxBytes: 65_536, waitMs: 1_000 });
    offset += read.data.length;
    ended = read.ended;
  }
  client.dispose();
}

main().catch((error: unknown) => {
  // Of a VM that was killed this is how a client ends; what is left of the VM is what counts.
  process.stdout.write(`${String(error)}\n`);
  process.exitCode = 1;
});
