import { captureState } from '../core/artefacts/captureState.ts';
import { visibleText } from '../core/common/visibleText.ts';
import { inSeconds } from './inSeconds.ts';
import type { ProbeAnswer } from './runProbes.ts';

/** One line that says what came of a probe: `storage-status  0.2 s  as expected: storage is applied`. */
export function probeLine(answer: ProbeAnswer): string {
  const duration = 'error' in answer ? '' : inSeconds(answer.capture.durationMs);
  const state = 'error' in answer ? `no answer: ${answer.error}` : captureState(answer.capture);
  return `${answer.probe.id.padEnd(22)}  ${duration.padStart(6)}  ${visibleText(state, 'nothing')}`;
}
