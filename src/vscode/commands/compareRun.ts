import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { findBaseline } from '../../core/artefacts/comparison/baselines.ts';
import { readComparedRun } from '../../core/artefacts/comparison/comparedRun.ts';
import { compareRuns } from '../../core/artefacts/comparison/compareRuns.ts';
import { otherRuns } from '../../core/artefacts/comparison/otherRuns.ts';
import { changeSubjects, type RunChange, type RunComparison } from '../../core/artefacts/comparison/runChange.ts';
import { UserError } from '../../core/common/userError.ts';
import { foldedUri } from '../editors/foldedDocuments.ts';
import { oneLine } from '../text/oneLine.ts';
import type { RunPicker } from '../vms/runPicker.ts';
import type { Command } from './command.ts';

/**
 * What differs between a run and another one, the earlier of them first: a list, from which a probe's two captures open
 * side by side.
 */
export function compareRun(runs: RunPicker): Command {
  return {
    id: 'bootImageVm.compareRun',
    doing: 'compare the run',
    run: async (argument) => {
      const run = await runs.pick(argument, 'Compare which run?');
      if (run === undefined) return;
      const { runFolder, profile } = run;
      const chosen = await pickOther(runFolder, profile);
      if (chosen === undefined) return;
      const [one, other] = await Promise.all([readComparedRun(chosen), readComparedRun(runFolder)]);
      const isInOrder = one.metadata.startedAt <= other.metadata.startedAt;
      await showChanges(isInOrder ? compareRuns(one, other) : compareRuns(other, one));
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
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Compare with which run?' }))?.folder;
}

async function showChanges(comparison: RunComparison): Promise<void> {
  const { before, after, changes } = comparison;
  const items = changes.map((change) => ({
    label: `$(${icons[change.direction]}) ${changeSubjects[change.subject]}${oneLine(change.title)}`,
    description: change.direction,
    detail: oneLine(`${change.before ?? 'nothing'} → ${change.after ?? 'nothing'}`),
    change,
  }));
  const nothing = 'Nothing differs but times, process ids and addresses';
  const placeHolder = items.length === 0 ? nothing : `${basename(before)} → ${basename(after)}`;
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  if (picked !== undefined) await openChange(picked.change, comparison);
}

const icons = { worse: 'arrow-down', better: 'arrow-up', changed: 'diff' } as const;

async function openChange({ title, files }: RunChange, { before, after }: RunComparison): Promise<void> {
  const [left, right] =
    files === undefined
      ? [join(before, 'README.md'), join(after, 'README.md')]
      : [join(before, files.before), join(after, files.after)];
  const name = `${oneLine(title)}: ${basename(before)} ↔ ${basename(after)} (without times and ids)`;
  const uris = await Promise.all([foldedUri(left), foldedUri(right)]);
  await vscode.commands.executeCommand('vscode.diff', ...uris, name);
}
