import { setup, suite, suiteSetup, suiteTeardown, test } from 'mocha';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Deadline } from '../../../src/core/common/deadline.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { eventually } from '../../eventually.ts';
import { writeEchoImage } from '../../guest/echoImage.ts';
import { api, command, states } from './bootImage.ts';

const waitMs = 60_000;

/** Of a guest that never answers: without the cancellation a run would take the ten minutes that a boot may take. */
suite('a test run that is cancelled', () => {
  let file: vscode.Uri;

  suiteSetup(async function () {
    this.timeout(waitMs);
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace !== undefined, 'no folder is open');
    file = vscode.Uri.joinPath(workspace.uri, '.vscode', 'boot-image.json');
    writeEchoImage(join(workspace.uri.fsPath, 'echo.img'));
    const machine = { memoryMib: 64, cpus: 1, accelerator: 'tcg' };
    const tests = { waits: ['lan-has-address'], probeSelection: ['storage-status'] };
    const profile = { name: 'echo', image: 'echo.img', ...machine, ...tests };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ profiles: [profile] })));
    await eventually({ name: 'the tests of the profile', withinMs: waitMs }, results, ({ length }) => length === 2);
    // VS Code itself learns of them a moment later, and runs only what it knows.
    const known = async (): Promise<readonly string[]> =>
      await vscode.commands.executeCommand('vscode.testing.getControllersWithTests');
    await eventually({ name: 'VS Code to know them', withinMs: waitMs }, known, ({ length }) => length > 0);
  });

  suiteTeardown(async function () {
    this.timeout(waitMs);
    for (const { id, end } of await states()) {
      if (end === null) await command('killVm', { vmId: id });
    }
    await vscode.workspace.fs.delete(file);
    await eventually({ name: 'the tests to go', withinMs: waitMs }, results, ({ length }) => length === 0);
  });

  setup(async () => {
    for (const { id } of await states())
      await vscode.commands.executeCommand('bootImageVm.removeFromList', { vmId: id });
  });

  test('ends at once, with its tests skipped; the VM that was booted for it is gone', async () => {
    const over = startTests();
    const [booted] = await eventually({ name: 'its VM', withinMs: waitMs }, states, ({ length }) => length > 0);
    await cancel(over);
    assert.deepEqual(await results(), ['skipped', 'skipped']);
    const ended = async (): Promise<VmState | undefined> => (await states()).find(({ id }) => id === booted?.id);
    const state = await eventually({ name: 'the VM to end', withinMs: waitMs }, ended, (seen) => seen?.end !== null);
    assert.equal(state?.end?.cause, 'requested');
  }).timeout(5 * waitMs);

  test('leaves alone the VM that was there before', async () => {
    const { vmId } = await command<{ vmId: string }>('launchVm', { profile: 'echo' });
    const over = startTests();
    const isRunning = (last: readonly unknown[]): boolean => last.every((each) => each === undefined);
    await eventually({ name: 'the run to begin', withinMs: waitMs }, results, isRunning);
    await cancel(over);
    assert.deepEqual(await results(), ['skipped', 'skipped']);
    assert.deepEqual(
      (await states()).map(({ id, end }) => [id, end]),
      [[vmId, null]],
    );
  }).timeout(5 * waitMs);
});

/** Settles when VS Code takes the run for over. */
const startTests = (): Promise<unknown> => Promise.resolve(vscode.commands.executeCommand('testing.runAll'));

async function cancel(over: Promise<unknown>): Promise<void> {
  await vscode.commands.executeCommand('testing.cancelRun');
  await new Deadline('the run to be over', 2 * waitMs).race(over);
}

async function results(): Promise<readonly (string | undefined)[]> {
  return (await api()).tests().map(({ last }) => last);
}
