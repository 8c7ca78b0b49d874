import type { VmState } from '../../host/protocol/vmState.ts';

/** The name of a VM's terminal; it also says what a person cannot see in the text. */
export function terminalName(state: VmState): string {
  if (state.end !== null) return `${state.profile} (ended)`;
  if (state.automationTyping) return `${state.profile} (automation is typing; your keys wait)`;
  return state.profile;
}
