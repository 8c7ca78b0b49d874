import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Takes out a disk that was attached while the machine ran. */
export function detachDisk(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.detachDisk',
    doing: 'detach the disk',
    placeHolder: 'Detach a disk of which VM?',
    action: async ({ name, state }) => {
      const { attachedDisks } = state.machine;
      if (attachedDisks.length === 0) {
        throw new UserError('usage', `No disk was attached to ${name} while it ran.`);
      }
      const items = attachedDisks.map(({ id, bus, what }) => ({ label: id, description: `${bus}, ${what}` }));
      const choice = await vscode.window.showQuickPick(items, { placeHolder: 'Detach which disk?' });
      return choice === undefined ? undefined : { kind: 'detachDisk', id: choice.label };
    },
  });
}
