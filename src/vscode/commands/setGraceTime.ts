import * as vscode from 'vscode';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

const choices: readonly (vscode.QuickPickItem & { readonly graceTimeMs: number | 'keep' })[] = [
  { label: 'Keep it running', description: 'until it is stopped', graceTimeMs: 'keep' },
  { label: '10 minutes', graceTimeMs: 10 * 60_000 },
  { label: '1 hour', graceTimeMs: 60 * 60_000 },
  { label: '8 hours', graceTimeMs: 8 * 60 * 60_000 },
  { label: 'Stop it then', description: 'when the last window or command line lets go', graceTimeMs: 0 },
];

/** Chooses how long a VM runs on when nothing is connected to it. */
export function setGraceTime(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.setGraceTime',
    doing: 'set how long the VM runs on',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Keep which VM running?' });
      if (session === undefined) return;
      const current = session.state.graceTimeMs;
      const items = choices.map((choice) =>
        choice.graceTimeMs === current ? { ...choice, detail: 'This is how it is now.' } : choice,
      );
      const placeHolder = `How long does ${session.name} run on without a window?`;
      const choice = await vscode.window.showQuickPick(items, { placeHolder });
      if (choice !== undefined) await session.client.setGraceTime(choice.graceTimeMs);
    },
  };
}
