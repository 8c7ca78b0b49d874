import { Deadline } from '../../common/deadline.ts';
import { messageOf } from '../../common/userError.ts';
import { delay } from '../../common/delay.ts';
import { inheritedDescriptor, type QemuProcess } from '../qemuProcess.ts';
import type { QmpClient } from '../qmpClient.ts';
import { CheckpointDamage } from './checkpointDamage.ts';
import { migrationEnd } from './migrationEnd.ts';

const loadTimeoutMs = 120_000;
/** QEMU ends itself over what it refuses, a moment after it has failed. */
const endSeenMs = 1_000;

/**
 * Loads a saved machine into a QEMU that was started with `-incoming defer` and has inherited the file; it stands still
 * afterwards.
 *
 * Errors: CheckpointDamage with QEMU's words if it can make no machine of it; else what kept it from that. The machine must
 * not be continued then.
 */
export async function loadMemory({
  qemu,
  qmp,
  meanwhile,
  signal,
}: {
  qemu: QemuProcess;
  qmp: QmpClient;
  /** What takes this process some time can be done while QEMU works. */
  meanwhile: () => void;
  signal: AbortSignal;
}): Promise<void> {
  const deadline = new Deadline('the memory to be loaded', loadTimeoutMs);
  await qmp.execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
  const ended = migrationEnd(qmp, deadline, signal);
  ended.catch(() => undefined);
  const begun = qmp.execute('migrate-incoming', { uri: `fd:${String(inheritedDescriptor)}` });
  begun.catch(() => undefined);
  meanwhile();
  try {
    await begun;
    await ended;
  } catch (error) {
    const exit = await Promise.race([qemu.exited, delay(endSeenMs)]);
    // Whoever kills QEMU, or tells it to end, says nothing of the checkpoint.
    if (exit?.signal !== null || exit.exitCode === 0) throw error;
    throw new CheckpointDamage(exit.stderr.trim().split('\n').at(-1) ?? messageOf(error), { cause: error });
  }
}
