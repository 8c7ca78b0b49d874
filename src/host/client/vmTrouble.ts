import { UserError } from '../../core/common/userError.ts';
import type { VmState } from '../protocol/vmState.ts';

/** Why the guest of this VM cannot be asked now and will not be later, as an error to show; undefined while it may. */
export function vmTrouble(state: VmState): UserError | undefined {
  const fatal = state.failures.findLast((failure) => failure.severity === 'fatal');
  if (state.phase === 'failed' && fatal !== undefined) return vmError(`The boot failed: ${fatal.title}`, state);
  if (state.end !== null) return vmError(`The VM ended: ${state.end.sentence}`, state);
  if (state.phase === 'failed' || state.phase === 'stopped') return vmError(`The VM has ${state.phase}`, state);
  if (state.channel.state === 'none') return vmError(`The guest cannot be asked: ${state.channel.why}`, state);
  return undefined;
}

/** @param sentence with or without its period */
export function vmError(sentence: string, state: VmState): UserError {
  return new UserError('vm', `${sentence.replace(/\.$/, '')}.`, {
    next: `What was captured is in ${state.runFolder}.`,
  });
}
