import type { VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import { bootDeadline } from './bootDeadline.ts';
import { runTests, type RunTestsOptions } from './runTests.ts';
import type { VmClient } from './vmClient.ts';
import { waitForBootEnd } from './waitForBootEnd.ts';
import { waitForChannel } from './waitForChannel.ts';

export interface AskGuestOptions extends RunTestsOptions {
  /** How long the guest may take to be ready. */
  readonly bootTimeoutMs: number;
  /** How long the guest's boot jobs may take after that, before the probes are asked all the same. */
  readonly settleMs: number;
  readonly say: (sentence: string) => void;
}

/**
 * Asks a guest that boots for all that is tested: waits come first, beside the end of its boot, so that the probes tell of
 * the booted system.
 *
 * Errors: as waitForChannel.
 */
export async function askGuest(client: VmClient, tests: readonly VmTest[], options: AskGuestOptions): Promise<void> {
  const { bootTimeoutMs, settleMs, signal, say } = options;
  await waitForChannel(client, bootDeadline(bootTimeoutMs), signal);
  const waits = tests.filter(({ kind }) => kind === 'wait');
  const probes = tests.filter(({ kind }) => kind === 'probe');
  await Promise.all([
    runTests(client, waits, options),
    probes.length === 0 ? undefined : waitForBootEnd(client, { timeoutMs: settleMs, signal, say }),
  ]);
  await runTests(client, probes, options);
}
