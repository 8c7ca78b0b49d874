import { Deadline } from '../../core/common/deadline.ts';
import { type BootPhase, bootPhases, bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import type { VmState } from '../protocol/vmState.ts';
import type { VmClient } from './vmClient.ts';

/**
 * Waits until the VM has come to a phase, or to one that it cannot come out of: failed, or ended.
 *
 * Errors: DeadlineError, saying where the VM stands; UserError `vm` when the VM host ends.
 */
export async function waitForPhase(
  client: VmClient,
  phase: Extract<BootPhase, 'userspace' | 'login' | 'ready' | 'stopped'>,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<VmState> {
  const deadline = new Deadline(`the phase "${bootPhaseTitle[phase]}"`, options.timeoutMs);
  const hasCome = (state: VmState): boolean => {
    deadline.lastSaw = `${bootPhaseTitle[state.phase]}, channel ${state.channel.state}`;
    if (state.end !== null) return true;
    if (phase === 'stopped') return false;
    // A guest whose console shows a fatal failure may still answer; then it is ready.
    if (phase === 'ready') return state.channel.state === 'ready' || state.phase === 'failed';
    return bootPhases.indexOf(state.phase) >= bootPhases.indexOf(phase);
  };
  return await client.until(deadline, hasCome, options.signal);
}
