import { join } from 'node:path';
import * as vscode from 'vscode';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** Keeps a picture of the VM's screen in its run folder and opens it. */
export function takeScreenshot(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.takeScreenshot',
    doing: 'take a screenshot',
    placeHolder: 'The screen of which VM?',
    action: () => ({ kind: 'screenshot' }),
    done: async ({ state }, { file = '' }) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(join(state.runFolder, file)));
    },
  });
}
