import * as vscode from 'vscode';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Stops a VM in order; settles when it is gone and its run folder complete. */
export function stopVm(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.stopVm',
    doing: 'stop the VM',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Stop which VM?' });
      if (session === undefined) return;
      const title = `Stopping ${session.name}`;
      await vscode.window.withProgress({ location: { viewId: 'bootImageVm.vms' }, title }, async () => {
        await session.client.stop({ kill: false });
      });
    },
  };
}
