import { DeadlineError } from '../../core/common/deadline.ts';
import { secondsText } from '../../core/common/secondsText.ts';
import { UserError } from '../../core/common/userError.ts';
import type { VmClient } from './vmClient.ts';

interface WaitForBootEndOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

/**
 * The guest lets people log in while its services still start. Waits until systemd has no start-up job left, so that probes
 * tell of the booted system; after `timeoutMs`, or as soon as a deadlock is found, a job that hangs is what they shall show. A guest without systemd is
 * not waited for.
 */
export async function waitForBootEnd(client: VmClient, options: WaitForBootEndOptions): Promise<void> {
  const { timeoutMs, signal, say } = options;
  if (timeoutMs === 0) return;
  const deadlocked = new AbortController();
  const look = (): void => {
    if (client.state.findings.some(({ kind }) => kind === 'deadlock')) deadlocked.abort();
  };
  const subscription = client.onStateChanged(look);
  look();
  try {
    const command = { argv: ['systemctl', 'is-system-running', '--wait'] };
    const result = await client.exec(command, {
      timeoutMs,
      signal: AbortSignal.any([signal, deadlocked.signal]),
    });
    if (result.timedOut) say(`The guest's boot is not finished after ${secondsText(timeoutMs)}; asking all the same.`);
  } catch (error) {
    signal.throwIfAborted();
    if (deadlocked.signal.aborted) {
      say("The guest's boot is deadlocked and will not end; asking now.");
      return;
    }
    if (!(error instanceof UserError || error instanceof DeadlineError)) throw error;
    say(`Could not wait for the end of the guest's boot: ${error.message}`);
  } finally {
    subscription.dispose();
  }
}
