import { join } from 'node:path';
import * as vscode from 'vscode';
import { sshArguments } from '../../core/ssh/sshArguments.ts';
import { freeFileName } from '../../core/artefacts/freeFileName.ts';
import { ProgramPseudoterminal } from '../terminals/programPseudoterminal.ts';
import { pickVm } from '../vms/pickVm.ts';
import { reachSsh } from '../vms/reachSsh.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Opens SSH to a guest in a terminal, as soon as it answers; what is said there is kept in the run folder. */
export function openSshTerminal(sessions: VmSessions, report: (error: unknown) => void): Command {
  return {
    id: 'bootImageVm.openSshTerminal',
    doing: 'open SSH',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'SSH to which VM?' });
      if (session === undefined) return;
      const access = await reachSsh(session);
      const { runFolder, profile } = session.state;
      const file = freeFileName(runFolder, (number) => `diagnostics/ssh-${number}.log`);
      const program = { file: 'ssh', argv: sshArguments(access), transcript: join(runFolder, file) };
      const pty = new ProgramPseudoterminal(program, report);
      const iconPath = new vscode.ThemeIcon('remote');
      vscode.window.createTerminal({ name: `SSH ${profile}`, iconPath, pty }).show();
    },
  };
}
