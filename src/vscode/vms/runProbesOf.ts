import { messageOf, UserError } from '../../core/common/userError.ts';
import { runWithProgress } from '../runWithProgress.ts';
import type { VmSession } from './vmSession.ts';

/**
 * Runs a VM's probes, or those of one group, in parallel under one progress.
 *
 * Errors: UserError of reason `guest` that says how many brought no answer and why the first did not; `cancelled`.
 */
export async function runProbesOf(session: VmSession, group: string | undefined): Promise<void> {
  const { profile, probes } = session.state;
  const ids = probes.filter(({ probe }) => group === undefined || probe.group === group).map(({ probe }) => probe.id);
  const errors: unknown[] = [];
  await runWithProgress({ title: `Probes of ${profile}`, showAfterMs: 1000 }, async ({ signal, step }) => {
    let done = 0;
    const run = async (id: string): Promise<void> => {
      await session.runProbe(id, signal).catch((error: unknown) => errors.push(error));
      step(`${++done} of ${ids.length} answered`);
    };
    step(session.state.channel.state === 'ready' ? 'running' : 'waiting for the guest channel');
    await Promise.all(ids.map(run));
    if (signal.aborted) throw new UserError('cancelled', 'The probes were cancelled.');
  });
  if (errors.length === 0) return;
  throw new UserError('guest', `${errors.length} of ${ids.length} probes brought no answer: ${messageOf(errors[0])}`, {
    cause: errors[0],
  });
}
