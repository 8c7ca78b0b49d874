import { secondsText } from '../common/secondsText.ts';
import type { CaptureRecord } from './captureRecord.ts';
import { exitStatusText } from './exitStatusText.ts';

/**
 * The state of a capture in words, for the evidence table, the command line and the tree. Holds guest text: to be escaped
 * by whoever shows it.
 */
export function captureState(capture: CaptureRecord): string {
  return [expectationText(capture), ...limits(capture)].join('; ');
}

function expectationText({ expectation, exitStatus, timedOut, bytes }: CaptureRecord): string {
  switch (expectation?.state) {
    case 'met':
      return `as expected: ${expectation.title}`;
    case 'unmet':
      return `not as expected: ${expectation.title} (${expectation.found})`;
    case 'unknown':
      return `could not be told: ${expectation.title} (${expectation.why})`;
    case undefined:
      if (timedOut) return 'cut short';
      if (bytes === 0 && exitStatus === 0) return 'answered with nothing';
      return exitStatus === 0 ? 'answered' : `answered with ${exitStatusText(exitStatus)}`;
  }
}

function limits({ timedOut, truncated, durationMs, bytes }: CaptureRecord): string[] {
  const result: string[] = [];
  if (timedOut) result.push(`out of time after ${secondsText(durationMs)}, what was written until then is kept`);
  if (truncated) result.push(`only the first ${bytes} bytes are kept`);
  return result;
}
