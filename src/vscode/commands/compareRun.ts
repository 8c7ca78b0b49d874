import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { findBaseline } from '../../core/artefacts/comparison/baselines.ts';
import { readComparedRun } from '../../core/artefacts/comparison/comparedRun.ts';
import { compareRuns } from '../../core/artefacts/comparison/compareRuns.ts';
import { otherRuns } from '../../core/artefacts/comparison/otherRuns.ts';
import type { RunChange, RunComparison } from '../../core/artefacts/comparison/runChange.ts';
import { UserError } from '../../core/common/userError.ts';
import { oneLine } from '../text/oneLine.ts';
import { pickRun } from '../vms/pickRun.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** What differs between a run and another one: a list, from which a probe's two captures open side by side. */
export function compareRun(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.compareRun',
    doing: 'compare the run',
    run: async (argument) => {
      const run = await pickRun(sessions, argument, 'Compare the run of which VM?');
      if (run === undefined) return;
      const { runFolder, profile } = run;
      const earlier = await pickOther(runFolder, profile);
      if (earlier === undefined) return;
      const [before, after] = await Promise.all([readComparedRun(earlier), readComparedRun(runFolder)]);
      await showChanges(compareRuns(before, after));
    },
  };
}

async function pickOther(runFolder: string, profile: string): Promise<string | undefined> {
  const [runs, baseline] = await Promise.all([otherRuns(runFolder), findBaseline(runFolder, profile)]);
  if (runs.length === 0) {
    throw new UserError('usage', `There is no other run beside ${basename(runFolder)}.`, {
      next: 'Launch the VM again, or keep run folders in one captures folder.',
    });
  }
  const items = runs.map((folder) => ({
    label: basename(folder),
    description: folder === baseline ? 'baseline' : '',
    folder,
  }));
  items.sort((a, b) => Number(b.folder === baseline) - Number(a.folder === baseline));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Compare with which earlier run?' }))?.folder;
}

async function showChanges(comparison: RunComparison): Promise<void> {
  const { before, after, changes } = comparison;
  const items = changes.map((change) => ({
    label: oneLine(change.title),
    description: change.direction,
    detail: oneLine(`${change.before ?? 'nothing'} → ${change.after ?? 'nothing'}`),
    change,
  }));
  const nothing = 'Nothing differs but times, process ids and addresses';
  const placeHolder = items.length === 0 ? nothing : `${basename(before)} → ${basename(after)}`;
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  if (picked !== undefined) await openChange(picked.change, comparison);
}

async function openChange({ title, files }: RunChange, { before, after }: RunComparison): Promise<void> {
  const [left, right] =
    files === undefined
      ? [join(before, 'README.md'), join(after, 'README.md')]
      : [join(before, files.before), join(after, files.after)];
  const name = `${oneLine(title)}: ${basename(before)} ↔ ${basename(after)}`;
  await vscode.commands.executeCommand('vscode.diff', vscode.Uri.file(left), vscode.Uri.file(right), name);
}
