import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import type { Finding } from '../../../src/core/findings/finding.ts';
import { eventually } from '../../eventually.ts';

const waitMs = 60_000;

/** The commands on runs that are over; no VM is needed for them. */
suite('past runs', () => {
  let good: string;
  let between: string;
  let bad: string;

  suiteSetup(async () => {
    good = await makeRun('2025-10-12T01:00:00Z', []);
    between = await makeRun('2025-10-13T01:00:00Z', []);
    const evidence = [{ file: 'harness.log', firstLine: 1, lastLine: 1, what: 'x' }];
    bad = await makeRun('2025-10-14T01:00:00Z', [
      { id: 'x', kind: 'x', severity: 'error', title: 'It got worse', explanation: 'So.', evidence, next: 'Look.' },
    ]);
  });

  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const folder of [good, between, bad]) rmSync(folder, { recursive: true, force: true });
  });

  test('a run is compared with the baseline of its profile, which is offered first', async () => {
    await vscode.commands.executeCommand('bootImageVm.markAsBaseline', { runFolder: good, profile: 'installer' });
    assert.deepEqual(await compare(bad), [good, bad]);
    const texts = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'boot-image-folded');
    assert.deepEqual(
      texts.map((document) => document.getText().split('\n')[0]),
      texts.map(() => '# Boot image run: `installer`, <time>'),
    );
    assert.equal(texts.length, 2);
  }).timeout(2 * waitMs);

  test('the earlier run is the one before, whichever is chosen', async () => {
    await vscode.commands.executeCommand('bootImageVm.markAsBaseline', { runFolder: bad, profile: 'installer' });
    assert.deepEqual(await compare(good), [good, bad]);
  }).timeout(2 * waitMs);

  test('the boot times over the runs are drawn', async () => {
    await vscode.commands.executeCommand('bootImageVm.plotBootTimes');
    await eventually({ name: 'the plot', withinMs: waitMs }, labels, (all) => all.includes('Boot Times'));
  }).timeout(2 * waitMs);

  test('a run is deleted after a question, and not without a yes', async () => {
    const questions: string[] = [];
    const remove = async (answer: 'yes' | 'no'): Promise<void> => {
      const ask = vscode.window.showWarningMessage;
      // In place of a person's click: no test can reach the dialog from in here.
      const click = (question: string, _options: unknown, yes: string): Thenable<string | undefined> => {
        questions.push(question);
        return Promise.resolve(answer === 'yes' ? yes : undefined);
      };
      Object.assign(vscode.window, { showWarningMessage: click });
      try {
        await vscode.commands.executeCommand('bootImageVm.deleteRun', { runFolder: between, profile: 'installer' });
      } finally {
        Object.assign(vscode.window, { showWarningMessage: ask });
      }
    };
    await remove('no');
    assert.deepEqual([existsSync(between), questions], [true, [`Delete the run ${basename(between)}?`]]);
    await remove('yes');
    assert.equal(existsSync(between), false);
    assert.equal(existsSync(good), true);
  }).timeout(waitMs);

  /** Takes what is offered first each time; gives the runs whose files are shown side by side. */
  async function compare(runFolder: string): Promise<readonly string[]> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const comparing = vscode.commands.executeCommand('bootImageVm.compareRun', { runFolder, profile: 'installer' });
    const shown = async (): Promise<string[]> => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
      const diff = inputs.find((input) => input instanceof vscode.TabInputTextDiff);
      return diff === undefined ? [] : [diff.original, diff.modified].map(({ fsPath }) => dirname(fsPath));
    };
    const wait = { name: 'the comparison', withinMs: waitMs };
    const folders = await eventually(wait, shown, ({ length }) => length > 0);
    await comparing;
    return folders;
  }
});

async function makeRun(startedAt: string, findings: readonly Finding[]): Promise<string> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(workspace !== undefined, 'no folder is open');
  const folder = await RunFolder.create({
    capturesFolder: join(workspace, 'boot-image-captures'),
    profileName: 'installer',
    startedAt: new Date(startedAt),
    toolVersion: '1',
  });
  const accelerator = { kind: 'kvm', why: '' };
  const host = { os: '', architecture: '', cpus: 1, memoryMib: 1, qemuVersion: '', accelerator };
  await folder.updateMetadata({ host, findings, phases: [{ phase: 'ready', atMs: 31_000, byteOffset: 0 }] });
  await folder.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
  folder.dispose();
  assert.ok(basename(folder.path).endsWith('-installer'), folder.path);
  return folder.path;
}

async function labels(): Promise<string[]> {
  return await Promise.resolve(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)));
}
