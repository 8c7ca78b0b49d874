import type { TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { compareReading, probeVerdict } from '../../core/artefacts/verdicts/probeVerdict.ts';
import type { VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import type { Probe } from '../../core/probes/probe.ts';
import type { Wait } from '../../core/probes/wait.ts';
import type { VmClient } from './vmClient.ts';

export interface RunTestsOptions {
  readonly signal: AbortSignal;
  readonly onStart?: (test: VmTest) => void;
  readonly onResult: (result: TestResult) => void;
}

/**
 * More at once make none of them quicker: an emulated guest of two CPUs would only use up each probe's time on the others.
 */
const atOnce = 6;

/** Runs tests side by side, so that one which hangs does not hold up the others. Results come in the order of the tests; once the signal has aborted they are of no use. */
export async function runTests(
  client: VmClient,
  tests: readonly VmTest[],
  options: RunTestsOptions,
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  const waiting = [...tests.entries()].values();
  const runNext = async (): Promise<void> => {
    // One iterator for all: each takes the next test that nobody has taken.
    for (const [index, test] of waiting) {
      options.onStart?.(test);
      const result = await runTest(client, test, options.signal);
      if (options.signal.aborted) return;
      results[index] = result;
      options.onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
  return results;
}

async function runTest(client: VmClient, test: VmTest, signal: AbortSignal): Promise<TestResult> {
  const startedAtMs = performance.now();
  try {
    return await (test.kind === 'wait' ? runWait(client, test, signal) : askProbe(client, test, signal));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const durationMs = performance.now() - startedAtMs;
    return { test, verdict: { state: 'errored', message }, durationMs, capture: null, wait: null };
  }
}

async function askProbe(
  client: VmClient,
  test: VmTest & { readonly probe: Probe },
  signal: AbortSignal,
): Promise<TestResult> {
  const capture = await client.runProbe(test.probe.id, { signal });
  const verdict = await probeVerdict(client.state.runFolder, test.probe, capture);
  return { test, verdict, durationMs: capture.durationMs, capture, wait: null };
}

async function runWait(
  client: VmClient,
  test: VmTest & { readonly wait: Wait },
  signal: AbortSignal,
): Promise<TestResult> {
  const { record, capture } = await client.waitFor(test.wait.id, { signal });
  const result = { test, durationMs: record.durationMs, capture, wait: record };
  if (record.why === null) return { ...result, verdict: { state: 'passed' } };
  const { runFolder } = client.state;
  const compared = capture === null ? null : await compareReading(runFolder, capture, test.wait.until);
  return { ...result, verdict: { state: 'failed', message: record.why, compared } };
}
