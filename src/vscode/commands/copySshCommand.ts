import * as vscode from 'vscode';
import { sshArguments } from '../../core/ssh/sshArguments.ts';
import { shellLine } from '../../core/common/shellLine.ts';
import { pickVm } from '../vms/pickVm.ts';
import { reachSsh } from '../vms/reachSsh.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

const shownMs = 5_000;

/** Copies the command that opens SSH to a guest, as soon as it works. */
export function copySshCommand(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.copySshCommand',
    doing: 'copy the SSH command',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'SSH to which VM?' });
      if (session === undefined) return;
      const command = shellLine(['ssh', ...sshArguments(await reachSsh(session))]);
      await vscode.env.clipboard.writeText(command);
      vscode.window.setStatusBarMessage(`$(copy) The SSH command of ${session.name} was copied.`, shownMs);
    },
  };
}
