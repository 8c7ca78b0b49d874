import { exitStatusText } from '../../core/artefacts/exitStatusText.ts';
import type { ProbeStatus } from '../../host/protocol/vmState.ts';

/** What a probe's state means for the person who looks; `outcome` decides icon and counts, `text` is what is read. */
export interface ProbeStateText {
  readonly outcome:
    'notRun' | 'running' | 'met' | 'unmet' | 'unknown' | 'timedOut' | 'answered' | 'failed' | 'noAnswer';
  readonly text: string;
}

/** A probe's state in words: `met`, `not met: found plan-only`, `timed out`, `not run` … */
export function probeStateText(status: ProbeStatus): ProbeStateText {
  if (status.running) return { outcome: 'running', text: 'running' };
  if (status.error !== undefined) return { outcome: 'noAnswer', text: `no answer: ${status.error}` };
  const { capture } = status;
  if (capture === undefined) return { outcome: 'notRun', text: 'not run' };
  if (capture.timedOut) return { outcome: 'timedOut', text: 'timed out' };
  const { expectation } = capture;
  switch (expectation?.state) {
    case 'met':
      return { outcome: 'met', text: 'met' };
    case 'unmet':
      return { outcome: 'unmet', text: `not met: found ${expectation.found}` };
    case 'unknown':
      return { outcome: 'unknown', text: `cannot tell: ${expectation.why}` };
    case undefined:
      return capture.exitStatus === 0
        ? { outcome: 'answered', text: 'answered' }
        : { outcome: 'failed', text: exitStatusText(capture.exitStatus) };
  }
}
