import { Deadline } from '../../common/deadline.ts';
import { inheritedDescriptor } from '../qemuProcess.ts';
import type { QmpClient } from '../qmpClient.ts';
import { migrationEnd } from './migrationEnd.ts';

const loadTimeoutMs = 120_000;

/**
 * Loads a saved machine into a QEMU that was started with `-incoming defer` and has inherited the file; it stands still
 * afterwards.
 *
 * Errors: if QEMU cannot make a machine of it. That machine must not be continued.
 */
export async function loadMemory({
  qmp,
  meanwhile,
  signal,
}: {
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
  await begun;
  await ended;
}
