import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { eventually } from '../../eventually.ts';
import { api, command, states } from './bootImage.ts';

/** Half a minute on an idle machine. */
const bootMs = 290_000;

const allPassed = {
  'wait/pre-nixos-ended': 'passed',
  'wait/storage-status-written': 'passed',
  'wait/lan-has-address': 'passed',
  'probe/pre-nixos-status': 'passed',
  'probe/storage-status': 'passed',
  'probe/lan-address': 'passed',
};

interface ShownProblem {
  readonly path: string;
  readonly line: number;
  readonly severity: vscode.DiagnosticSeverity;
}

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
    // The guest answers before its services have done their work.
    await eventually(
      { name: 'pre-nixos to end', withinMs: 120_000 },
      async () => (await probed('pre-nixos-status')).expectation?.state ?? 'nothing expected',
      (state) => state === 'met',
    );
    const capture = await probed('storage-status');
    assert.equal(capture.exitStatus, 0);
    assert.equal(capture.expectation?.state, 'met');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, join(vm.runFolder, capture.file));
    assert.match(document.getText(), /^STATE=applied$/m);
  }).timeout(190_000);

  test('the report names what was captured', async () => {
    const report: string = await command('captureArtefacts', { vmId: vm.vmId });
    const state = await stateOfVm();
    assert.ok(state.probes.length > 10, `only ${state.probes.length} probes`);
    const unanswered = state.probes.filter(({ capture }) => capture === undefined).map(({ probe }) => probe.id);
    assert.deepEqual(unanswered, []);
    const text = readFileSync(report, 'utf8');
    for (const { capture } of state.probes) assert.ok(text.includes(capture?.file ?? '?'), capture?.file);
  }).timeout(120_000);

  test('the Test Explorer lists what profiles expect, as their file is written and deleted', async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace !== undefined, 'no folder is open');
    const file = vscode.Uri.joinPath(workspace.uri, '.vscode', 'boot-image.json');
    const until = { title: 'it is up', checks: [{ path: '' }] };
    const waits = ['lan-has-address', { id: 'up', probe: 'jobs', until }];
    const profile = { name: 'mine', kernel: 'vmlinuz', waits, probeSelection: ['jobs', 'storage-status'] };
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify({ profiles: [profile] })));
    const own = async (): Promise<string[]> => {
      const ids = (await api()).tests().map(({ id }) => id);
      return ids.filter((id) => id.startsWith(file.toString())).map((id) => id.slice(file.toString().length));
    };
    const wait = { name: 'the tests of the profile', withinMs: 20_000 };
    const found = await eventually(wait, own, ({ length }) => length > 0);
    assert.deepEqual(found, ['#mine/wait/lan-has-address', '#mine/wait/up', '#mine/probe/storage-status']);
    await vscode.workspace.fs.delete(file);
    await eventually({ name: 'them to go', withinMs: 20_000 }, own, ({ length }) => length === 0);
  }).timeout(50_000);

  test('its tests run on the VM that is there, which stays; one fails', async () => {
    await setStorageStatus('plan-only');
    const before = await states();
    await vscode.commands.executeCommand('testing.runAll');
    assert.deepEqual(await testResults('failed'), { ...allPassed, 'probe/storage-status': 'failed' });
    const after = await states();
    assert.deepEqual(
      after.map(({ id, end }) => [id, end]),
      before.map(({ id, end }) => [id, end]),
    );
  }).timeout(200_000);

  test('the finding that follows stands in the Problems panel, at the line of the captured file', async () => {
    const [problem] = await planOnlyProblems(({ length }) => length > 0);
    const shown = readFileSync(problem?.path ?? '', 'utf8').split('\n')[problem?.line ?? 0];
    assert.deepEqual([problem?.severity, shown], [vscode.DiagnosticSeverity.Warning, 'STATE=plan-only']);
    assert.ok(problem?.path.startsWith(join(vm.runFolder, 'captures')), problem?.path);
  }).timeout(80_000);

  test('the failed test is run again, and nothing else', async () => {
    await setStorageStatus('applied');
    const answered = capturedProbes().length;
    await vscode.commands.executeCommand('testing.reRunFailTests');
    assert.deepEqual(await testResults('passed'), allPassed);
    assert.deepEqual(capturedProbes().slice(answered), ['storage-status']);
    assert.deepEqual(await planOnlyProblems(({ length }) => length === 0), []);
  }).timeout(200_000);

  test('the boot timeline opens in a tab, with the units of the guest', async () => {
    await vscode.commands.executeCommand('bootImageVm.showTimeline', { vmId: vm.vmId });
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const isOpen = (names: string[]): boolean => names.some((name) => name.startsWith('Boot of sample-applied, '));
    await eventually({ name: 'the tab of the timeline', withinMs: 10_000 }, () => Promise.resolve(labels()), isOpen);
    const svg = readFileSync(join(vm.runFolder, 'timeline.svg'), 'utf8');
    assert.match(svg, />userspace, [\d.]+ s</);
    assert.match(svg, />◆ pre-nixos\.service, [\d.]+ s</);
    assert.match(svg, />◆ multi-user\.target, at [\d.]+ s</);
  }).timeout(60_000);

  test('the journal is kept in the run folder and shown in a terminal', async () => {
    await vscode.commands.executeCommand('bootImageVm.showJournal', { vmId: vm.vmId });
    const names = vscode.window.terminals.map(({ name }) => name);
    assert.ok(names.includes('Journal sample-applied'), names.join(', '));
    assert.match(readFileSync(join(vm.runFolder, 'journal.ndjson'), 'utf8'), /"UNIT"\s*:\s*"pre-nixos\.service"/);
  });

  test('a screenshot is kept in the run folder and opened', async () => {
    await vscode.commands.executeCommand('bootImageVm.takeScreenshot', { vmId: vm.vmId });
    const path = join(vm.runFolder, 'diagnostics', 'screenshot-0001.png');
    assert.equal(readFileSync(path).subarray(1, 4).toString(), 'PNG');
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    const isOpen = (names: string[]): boolean => names.includes('screenshot-0001.png');
    await eventually({ name: 'the tab of the picture', withinMs: 10_000 }, () => Promise.resolve(labels()), isOpen);
  }).timeout(30_000);

  test("QEMU's command line is shown, of this VM", async () => {
    await vscode.commands.executeCommand('bootImageVm.showCommandLine', { vmId: vm.vmId });
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^\S*qemu-system-x86_64 \\\n {2}-name guest=sample-applied \\\n/);
  });

  test('SSH has a terminal of its own, whose transcript is kept in the run folder', async () => {
    await vscode.commands.executeCommand('bootImageVm.openSshTerminal', { vmId: vm.vmId });
    const terminal = vscode.window.terminals.find(({ name }) => name === 'SSH sample-applied');
    assert.ok(terminal !== undefined, 'there is no terminal');
    const transcript = async (): Promise<string> =>
      await readFile(join(vm.runFolder, 'diagnostics', 'ssh-0001.log'), 'utf8').catch(() => '');
    await eventually({ name: 'a prompt', withinMs: 60_000 }, transcript, (text) => /[#$]/.test(text));
    terminal.sendText('tty; echo user-$(id -u)-$((6*7))');
    const answered = await eventually({ name: 'the answer', withinMs: 30_000 }, transcript, (text) =>
      text.includes('user-0-42'),
    );
    assert.match(answered, /\/dev\/pts\/\d/);
    terminal.dispose();
  }).timeout(160_000);

  test('the VM stops in order and its run folder is whole', async () => {
    await command('stopVm', { vmId: vm.vmId });
    const state = await eventually({ name: 'the VM to end', withinMs: 60_000 }, stateOfVm, ({ end }) => end !== null);
    assert.equal(state.end?.cause, 'requested');
    const metadata = JSON.parse(readFileSync(join(vm.runFolder, 'metadata.json'), 'utf8')) as { captures: unknown[] };
    assert.ok(metadata.captures.length >= state.probes.length);
    const report = readFileSync(join(vm.runFolder, 'README.md'), 'utf8');
    assert.ok(report.includes('| Journal of the guest | [`journal.ndjson`](journal.ndjson) |'), report);
  }).timeout(120_000);

  /** By hand, in the console; asked until the guest has it. */
  async function setStorageStatus(state: string): Promise<void> {
    const terminal = vscode.window.terminals.find(({ name }) => name.startsWith('sample-applied'));
    assert.ok(terminal !== undefined, 'there is no terminal');
    terminal.sendText(`sudo sed -i 's/^STATE=.*/STATE=${state}/' /run/pre-nixos/storage-status`);
    const look = async (): Promise<string> => {
      const capture: CaptureRecord = await command('runProbe', { vmId: vm.vmId, probeId: 'storage-status' });
      return readFileSync(join(vm.runFolder, capture.file), 'utf8');
    };
    const wait = { name: `the guest's storage status to be ${state}`, withinMs: 60_000 };
    await eventually(wait, look, (text) => text.startsWith(`STATE=${state}\n`));
  }

  /** Of all tests, when they have ended, that of the storage status so. */
  async function testResults(storageStatus: string): Promise<Record<string, string | undefined>> {
    const results = async (): Promise<Record<string, string | undefined>> =>
      Object.fromEntries((await api()).tests().map(({ id, last }) => [id.replace('sample-applied/', ''), last]));
    const hasEnded = (seen: Record<string, string | undefined>): boolean =>
      seen['probe/storage-status'] === storageStatus && !Object.values(seen).includes(undefined);
    return await eventually({ name: 'every test to end', withinMs: 120_000 }, results, hasEnded);
  }

  async function probed(probeId: string): Promise<CaptureRecord> {
    return await command<CaptureRecord>('runProbe', { vmId: vm.vmId, probeId });
  }

  /** What the Problems panel has of a storage that was only planned, once it is wanted. */
  async function planOnlyProblems(
    isWanted: (seen: readonly ShownProblem[]) => boolean,
  ): Promise<readonly ShownProblem[]> {
    const look = (): Promise<readonly ShownProblem[]> =>
      Promise.resolve(
        vscode.languages
          .getDiagnostics()
          .flatMap(([{ fsPath }, diagnostics]) =>
            diagnostics
              .filter(({ source, code }) => source === 'Boot Image VM' && code === 'storage-plan-only')
              .map(({ severity, range }) => ({ path: fsPath, line: range.start.line, severity })),
          ),
      );
    return await eventually({ name: 'the problems', withinMs: 60_000 }, look, isWanted);
  }

  /** In the order of their answers. */
  function capturedProbes(): string[] {
    const metadata = JSON.parse(readFileSync(join(vm.runFolder, 'metadata.json'), 'utf8')) as RunMetadata;
    return metadata.captures.map(({ probe }) => probe);
  }

  async function stateOfVm(): Promise<VmState> {
    const state = (await states()).find(({ id }) => id === vm.vmId);
    assert.ok(state !== undefined, 'the VM is not on the list');
    return state;
  }
});
