import * as vscode from 'vscode';
import { isCheckpointName } from '../../core/vm/checkpoint/isCheckpointName.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

const shownMs = 5_000;

/** Saves a VM as it is now, under a name that the person gives. Answers with what was saved. */
export function saveCheckpoint(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.saveCheckpoint',
    doing: 'save a checkpoint',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Save which VM?' });
      if (session === undefined) return undefined;
      const { profile } = session.state;
      const name = await vscode.window.showInputBox({
        title: `Save a checkpoint of ${profile}`,
        prompt: 'Its name; empty: the profile and the time. The VM stands still for about a second.',
        validateInput: (text) =>
          text === '' || isCheckpointName(text) ? undefined : 'Letters, digits, dashes, dots and underscores.',
      });
      if (name === undefined) return undefined;
      const title = `Saving ${profile}`;
      const saved = await vscode.window.withProgress(
        { location: { viewId: 'bootImageVm.vms' }, title },
        async () => await session.client.saveCheckpoint(name === '' ? undefined : name),
      );
      const mib = Math.round(saved.bytes / 1024 ** 2);
      vscode.window.setStatusBarMessage(`$(save) Checkpoint ${saved.id} saved, ${String(mib)} MiB.`, shownMs);
      return saved;
    },
  };
}
