import { bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import type { VmState } from '../../host/protocol/vmState.ts';

/** How far the VM has come, in words; at its end, how it ended. */
export function phaseText(state: VmState): string {
  if (state.end === null) return bootPhaseTitle[state.phase];
  return `${state.phase === 'failed' ? 'failed' : 'stopped'}: ${state.end.sentence}`;
}
