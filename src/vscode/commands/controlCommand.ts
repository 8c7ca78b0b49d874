import type { MachineAction, MachineActionResult } from '../../core/vm/machineAction.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** A command that does something to the machine of a running VM. */
export function controlCommand(
  sessions: VmSessions,
  options: Pick<Command, 'id' | 'doing'> & {
    /** Asks which VM, where there are more. */
    readonly placeHolder: string;
    /** Undefined: the person chose nothing. */
    readonly action: (session: VmSession) => MachineAction | Promise<MachineAction | undefined>;
    readonly done?: (session: VmSession, result: MachineActionResult) => Promise<void>;
  },
): Command {
  const { id, doing, placeHolder } = options;
  return {
    id,
    doing,
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder });
      const action = session === undefined ? undefined : await options.action(session);
      if (session === undefined || action === undefined) return;
      await options.done?.(session, await session.client.control(action));
    },
  };
}
