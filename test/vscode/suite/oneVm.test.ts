import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { VmState } from '../../../src/host/vmState.ts';
import { eventually } from '../../eventually.ts';

/** Half a minute on an idle machine. */
const bootMs = 290_000;

/** The commands on one VM of the sample boot image, as other extensions and keybindings call them. */
suite('one VM', () => {
  let vm: { readonly vmId: string; readonly runFolder: string };

  suiteSetup(async function () {
    this.timeout(60_000);
    const iso = process.env['BOOT_IMAGE_TEST_ISO'];
    assert.ok(iso !== undefined, 'BOOT_IMAGE_TEST_ISO must name the sample boot image');
    const target = vscode.ConfigurationTarget.Workspace;
    await vscode.workspace.getConfiguration('bootImageVm').update('sampleImage', iso, target);
    vm = await command('launchVm', { sample: 'applied' });
  });

  suiteTeardown(async function () {
    this.timeout(60_000);
    for (const state of await states()) {
      if (state.end === null) await command('killVm', { vmId: state.id });
    }
  });

  test('the launch answers with the VM and its run folder, and opens a terminal', () => {
    assert.ok(vm.runFolder.endsWith('-sample-applied'), vm.runFolder);
    const names = vscode.window.terminals.map(({ name }) => name);
    assert.ok(
      names.some((name) => name.startsWith('sample-applied')),
      names.join(', '),
    );
  });

  test('the VM gets ready on a guest channel', async () => {
    const wait = { name: 'the VM to be ready', withinMs: bootMs };
    const look = async (): Promise<Pick<VmState, 'phase' | 'channel' | 'failures' | 'end'>> => {
      const { phase, channel, failures, end } = await stateOfVm();
      return { phase, channel, failures, end };
    };
    // A channel that is given up does not come back by itself.
    const isSettled = ({ phase, channel, end }: Pick<VmState, 'phase' | 'channel' | 'end'>): boolean =>
      phase === 'ready' || channel.state === 'none' || end !== null;
    const { phase, channel } = await eventually(wait, look, isSettled);
    assert.equal(channel.state, 'ready', JSON.stringify(channel));
    assert.equal(phase, 'ready');
  }).timeout(bootMs + 10_000);

  test('a probe answers with its capture and opens its text', async () => {
    const capture: CaptureRecord = await command('runProbe', { vmId: vm.vmId, probeId: 'storage-status' });
    assert.equal(capture.exitStatus, 0);
    assert.equal(capture.expectation?.state, 'met');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, join(vm.runFolder, capture.file));
    assert.match(document.getText(), /^STATE=applied$/m);
  }).timeout(60_000);

  test('the report names what was captured', async () => {
    const report: string = await command('captureArtefacts', { vmId: vm.vmId });
    const state = await stateOfVm();
    assert.ok(state.probes.length > 10, `only ${state.probes.length} probes`);
    const unanswered = state.probes.filter(({ capture }) => capture === undefined).map(({ probe }) => probe.id);
    assert.deepEqual(unanswered, []);
    const text = readFileSync(report, 'utf8');
    for (const { capture } of state.probes) assert.ok(text.includes(capture?.file ?? '?'), capture?.file);
  }).timeout(120_000);

  test('the VM stops in order and its run folder is whole', async () => {
    await command('stopVm', { vmId: vm.vmId });
    const state = await eventually({ name: 'the VM to end', withinMs: 60_000 }, stateOfVm, ({ end }) => end !== null);
    assert.equal(state.end?.cause, 'requested');
    const metadata = JSON.parse(readFileSync(join(vm.runFolder, 'metadata.json'), 'utf8')) as { captures: unknown[] };
    assert.ok(metadata.captures.length >= state.probes.length);
  }).timeout(120_000);

  async function stateOfVm(): Promise<VmState> {
    const state = (await states()).find(({ id }) => id === vm.vmId);
    assert.ok(state !== undefined, 'the VM is not on the list');
    return state;
  }
});

async function states(): Promise<readonly VmState[]> {
  const extension = vscode.extensions.getExtension<{ vmStates(): readonly VmState[] }>('boot-image-vm.boot-image-vm');
  assert.ok(extension !== undefined, 'the extension is not there');
  return (await extension.activate()).vmStates();
}

/** A failed command shows a message and answers nothing. */
async function command<T>(name: string, argument: unknown): Promise<T> {
  const answer = await vscode.commands.executeCommand<T>(`bootImageVm.${name}`, argument);
  if (answer === undefined && name !== 'stopVm' && name !== 'killVm') throw new Error(`${name} failed; see the log`);
  return answer;
}
