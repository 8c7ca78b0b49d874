import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import { bootPhases, bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import type { VmHost } from '../vm/vmHost.ts';
import type { VmState } from './vmState.ts';

/**
 * Waits until the VM has come to a phase, or to one that it cannot come out of: failed, or ended.
 *
 * Errors: UserError `vm` when the time is up, saying where the VM stands.
 */
export async function waitForPhase(
  host: VmHost,
  phase: 'userspace' | 'login' | 'ready' | 'stopped',
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<VmState> {
  const deadline = new Deadline(`the phase "${bootPhaseTitle[phase]}"`, options.timeoutMs);
  let { state } = host;
  while (!hasCome(state, phase)) {
    deadline.lastSaw = `${bootPhaseTitle[state.phase]}, channel ${state.channel.state}`;
    try {
      state = await deadline.event(host.onStateChanged, () => true, options.signal);
    } catch (error) {
      if (options.signal.aborted) throw error;
      throw new UserError('vm', deadline.error().message, {
        next: 'The VM runs on; look at its console.',
        cause: error,
      });
    }
  }
  return state;
}

function hasCome(state: VmState, phase: 'userspace' | 'login' | 'ready' | 'stopped'): boolean {
  if (state.end !== null) return true;
  if (phase === 'stopped') return false;
  // A guest whose console shows a fatal failure may still answer; then it is ready.
  if (phase === 'ready') return state.channel.state === 'ready' || state.phase === 'failed';
  return bootPhases.indexOf(state.phase) >= bootPhases.indexOf(phase);
}
