import * as vscode from 'vscode';
import { openCapture } from '../editors/openCapture.ts';
import { oneLine } from '../text/oneLine.ts';
import { probeStateText } from '../text/probeStateText.ts';
import { runWithProgress } from '../runWithProgress.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Runs one probe, again if it ran before, and opens its answer. */
export function runProbe(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.runProbe',
    doing: 'run the probe',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'Ask which VM?' });
      if (session === undefined) return undefined;
      const named = targetOf(argument)?.probeId;
      const probeId = named ?? (await pickProbe(session));
      if (probeId === undefined) return undefined;
      const title = session.state.probes.find(({ probe }) => probe.id === probeId)?.probe.title ?? probeId;
      const capture = await runWithProgress({ title: `Probe "${title}"`, showAfterMs: 1000 }, async ({ signal }) => {
        return await session.runProbe(probeId, signal);
      });
      // From the tree, ▶ leaves the keyboard where it is.
      await openCapture(session.state, capture, named === undefined ? 'editor' : 'stay');
      return capture;
    },
  };
}

async function pickProbe({ state }: VmSession): Promise<string | undefined> {
  const groups = [...new Set(state.probes.map(({ probe }) => probe.group))];
  const items = groups.flatMap((group) => [
    { label: group, kind: vscode.QuickPickItemKind.Separator, probeId: undefined },
    ...state.probes
      .filter(({ probe }) => probe.group === group)
      .map((status) => ({
        label: status.probe.title,
        description: oneLine(probeStateText(status).text, 80),
        detail: oneLine(status.probe.command, 120),
        probeId: status.probe.id,
      })),
  ]);
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Run which probe?', matchOnDetail: true });
  return picked?.probeId;
}
