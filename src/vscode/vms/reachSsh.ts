import type { SshAccess } from '../../core/ssh/sshAccess.ts';
import { runWithProgress } from '../runWithProgress.ts';
import type { VmSession } from './vmSession.ts';

const timeoutMs = 60_000;

/** Waits until SSH has run a command in the guest. Errors: as VmClient.checkSsh; `cancelled`. */
export async function reachSsh(session: VmSession): Promise<SshAccess> {
  return await runWithProgress({ title: `SSH to ${session.name}`, showAfterMs: 500 }, async ({ signal, step }) => {
    step('waiting for it to answer');
    return await session.client.checkSsh({ timeoutMs, signal });
  });
}
