import { bootPhaseTitle } from '../../core/console/bootPhase.ts';
import type { VmState } from '../../host/vmState.ts';

/** How far the VM has come, in words; at its end, how it ended. */
export function phaseText(state: VmState): string {
  const phase = bootPhaseTitle[state.phase];
  if (state.end === null) return phase;
  const how = state.end.sentence;
  return state.phase === 'failed' ? `failed; ${how}` : how;
}
