import type { Deadline } from '../../common/deadline.ts';
import type { QmpClient } from '../qmpClient.ts';

/**
 * Settles when the machine has been moved out of QEMU or into it. Needs the capability `events`.
 *
 * Errors: QEMU's own words if it failed.
 */
export async function migrationEnd(qmp: QmpClient, deadline: Deadline, signal?: AbortSignal): Promise<void> {
  const { data } = await deadline.event(
    qmp.onEvent,
    ({ event, data: told }) => {
      if (event !== 'MIGRATION') return false;
      deadline.lastSaw = `migration ${String(told?.['status'])}`;
      return ['completed', 'failed', 'cancelled'].includes(String(told?.['status']));
    },
    signal,
  );
  if (data?.['status'] === 'completed') return;
  const answer = (await qmp.execute('query-migrate')) as { readonly 'error-desc'?: string };
  throw new Error(answer['error-desc'] ?? `the migration ${String(data?.['status'])}`);
}
