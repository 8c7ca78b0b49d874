import { captureState } from '../core/artefacts/captureState.ts';
import type { TestResult } from '../core/artefacts/verdicts/testResult.ts';
import { testId } from '../core/artefacts/verdicts/vmTest.ts';
import { visibleText } from '../core/common/visibleText.ts';
import { inSeconds } from './inSeconds.ts';

/** One line that says what came of a probe or a wait: `storage-status  0.2 s  as expected: storage is applied`. */
export function testLine(result: TestResult): string {
  const { test, capture, wait, durationMs } = result;
  const duration = capture === null && wait === null ? '' : inSeconds(durationMs);
  return `${testId(test).padEnd(22)}  ${duration.padStart(6)}  ${visibleText(stateText(result), 'nothing')}`;
}

function stateText({ test, verdict, capture, wait }: TestResult): string {
  if (wait !== null) return wait.why ?? `came: ${test.kind === 'wait' ? test.wait.until.title : wait.title}`;
  if (capture !== null) return captureState(capture);
  return `no answer: ${verdict.state === 'errored' ? verdict.message : ''}`;
}
