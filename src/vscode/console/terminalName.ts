import type { VmSession } from '../vms/vmSession.ts';

/** The name of a VM's terminal; it also says what a person cannot see in the text. */
export function terminalName({ name, state }: Pick<VmSession, 'name' | 'state'>): string {
  if (state.end !== null) return `${name} (ended)`;
  if (state.automationTyping) return `${name} (automation is typing; your keys wait)`;
  return name;
}
