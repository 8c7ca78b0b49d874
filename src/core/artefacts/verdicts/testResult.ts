import type { CaptureRecord } from '../captureRecord.ts';
import type { WaitRecord } from '../waitRecord.ts';
import type { VmTest } from './vmTest.ts';

/**
 * How a test ended. `failed`: the guest is not as expected; `errored`: nothing could be told; `skipped`: it was not run.
 * Texts may hold what the guest wrote.
 */
export type Verdict =
  | { readonly state: 'passed' }
  | {
      readonly state: 'failed';
      readonly message: string;
      /** What was expected and what was found, line by line; null where there is nothing to compare. */
      readonly compared: { readonly expected: string; readonly found: string } | null;
    }
  | { readonly state: 'errored'; readonly message: string }
  | { readonly state: 'skipped'; readonly reason: string };

export interface TestResult {
  readonly test: VmTest;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** The answer that the verdict rests on, if it was filed. */
  readonly capture: CaptureRecord | null;
  /** Of a wait that ended. */
  readonly wait: WaitRecord | null;
}

export function isPassed({ verdict }: TestResult): boolean {
  return verdict.state === 'passed';
}
