import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { eventually } from '../eventually.ts';
import { type OpenWorkbench, openWorkbench } from './openWorkbench.ts';
import { stepsOn } from './stepsOn.ts';
import type { Workbench } from './workbench.ts';

/** Half a minute on an idle machine. */
const bootMs = 290_000;

describe('the main job', () => {
  let open: OpenWorkbench;
  let workbench: Workbench;

  beforeAll(async () => {
    // The boot itself is looked at.
    const settings = { 'bootImageVm.sampleImage': inject('sampleIso'), 'bootImageVm.warmLaunch': 'never' };
    open = await openWorkbench({ name: 'main', theme: 'dark', settings });
    workbench = open.workbench;
  });

  afterAll(async () => {
    await open.close();
  });

  const step = stepsOn(() => workbench);

  step('the view says what can be done while nothing runs', async () => {
    await workbench.openView('Boot Image');
    await workbench.welcomeButton('Launch VM').waitFor({ timeout: 60_000 });
    await workbench.screenshot('welcome');
  });

  step('the palette launches the VM and boot text appears in the terminal', async () => {
    await workbench.runCommand('Boot Image: Launch VM');
    await workbench.pickEntry('Sample: applied').waitFor({ timeout: 60_000 });
    await workbench.screenshot('choose');
    await workbench.pick('Sample: applied');
    await workbench.waitForTerminal(/ISOLINUX|SeaBIOS|Linux version|systemd/, bootMs);
    await workbench.treeItem(/^VM sample-applied, /).waitFor({ timeout: 30_000 });
    await workbench.screenshot('booting');
  });

  step('the VM gets ready, and its row says so', async () => {
    await workbench.treeItem(/^VM sample-applied, ready/i).waitFor({ timeout: bootMs });
    await workbench.screenshot('ready');
  });

  step('a command typed in the terminal is answered in it', async () => {
    await workbench.typeInTerminal('echo answer-$((6*7))-of-$(id -un)\n');
    const text = await workbench.waitForTerminal(/^answer-42-of-\w+\s*$/m, 60_000);
    await workbench.screenshot('typed-command');
    // What the login got for what it typed has been erased. (On a busy machine it may have typed before the shell was there.)
    expect(text).not.toMatch(/^\+/m);
  });

  step("a click on a unit's name in the terminal opens its status and journal", async () => {
    await workbench.typeInTerminal('echo pre-nixos."service"\n');
    await workbench.waitForTerminal(/^pre-nixos\.service\s*$/m, 60_000);
    await workbench.followTerminalLink(/^pre-nixos\.service\s*$/);
    const text = await eventually(
      { name: 'the editor to show the unit', withinMs: 60_000 },
      async () => await workbench.editorText(),
      (shown) => shown.includes('pre-nixos.service'),
    );
    expect(text).toMatch(/pre-nixos\.service - /);
    await workbench.screenshot('unit');
  });

  step('a click on a probe runs it and opens its text in an editor', async () => {
    await workbench.treeItem(/^Probe storage-status of pre-nixos, not run/).click();
    const name = 'the editor to show the storage status';
    await eventually(
      { name, withinMs: 60_000 },
      async () => await workbench.editorText(),
      (text) => text.includes('STATE=applied'),
    );
    expect(await workbench.editorTitle()).toMatch(/storage-status.*\.txt/);
    await workbench.treeItem(/^Probe storage-status of pre-nixos, met/).waitFor({ timeout: 30_000 });
    await workbench.screenshot('probe-result');
  });

  step('the run folder appears in the explorer', async () => {
    await workbench.openView('Explorer');
    const captures = workbench.treeItem(/boot-image-captures/).first();
    await captures.waitFor({ timeout: 60_000 });
    if ((await captures.getAttribute('aria-expanded')) !== 'true') await captures.click();
    await workbench
      .treeItem(/sample-applied/)
      .first()
      .waitFor({ timeout: 30_000 });
    await workbench.screenshot('run-folder');
    const run = runFolder(open.folder);
    expect(readdirSync(run)).toEqual(expect.arrayContaining(['metadata.json', 'serial.log', 'captures']));
    expect(readFileSync(join(run, 'serial.log'), 'latin1')).toContain('Linux version');
  });

  step('journal and SSH have terminals of their own', async () => {
    await workbench.runCommand('Boot Image: Show Journal');
    await workbench.showTerminal('Journal sample-applied');
    await workbench.typeInTerminal('p');
    await workbench.pick('crit');
    await workbench.waitForTerminal(/Journal: all units, crit and graver/, 60_000);
    await workbench.runCommand('Boot Image: Open SSH Terminal');
    await workbench.waitForTerminal(rootPrompt, 100_000);
    await workbench.typeInTerminal('echo ssh-$((6*7))\n');
    await workbench.waitForTerminal(/^ssh-42\s*$/m, 60_000);
    expect(await workbench.terminalNames('sample-applied')).toEqual(terminalNames);
    await workbench.screenshot('terminals');
    await workbench.showTerminal('sample-applied');
    await workbench.waitForTerminal(/^answer-42-of-\w+\s*$/m, 60_000);
  });

  step('the VM outlives a reload of the page, and is found again', async () => {
    await open.reload();
    await workbench.openView('Boot Image');
    await eventually(
      nextClient,
      () => Promise.resolve(clients(open.folder)),
      (count) => count > 1,
    );
    await workbench.treeItem(/^VM sample-applied, ready/i).waitFor({ timeout: 60_000 });
    // What was asked before is still answered.
    await workbench.treeItem(/^Probe storage-status of pre-nixos, met/).waitFor({ timeout: 30_000 });
  });

  step('its console comes back by itself, from the first line of the boot', async () => {
    await workbench.waitForTerminal(/^answer-42-of-\w+\s*$/m, 60_000);
    expect(await workbench.isTerminalFocused()).toBe(false);
    await workbench.screenshot('reloaded');
    await workbench.runCommand('Terminal: Scroll to Top');
    await workbench.waitForTerminal(/ISOLINUX/, 30_000);
    await workbench.screenshot('first-line');
  });

  step('its journal comes back with what was chosen, and SSH connects again with Enter', async () => {
    await eventually(
      allTerminals,
      async () => await workbench.terminalNames('sample-applied'),
      (names) => JSON.stringify(names) === JSON.stringify(terminalNames),
    );
    await workbench.showTerminal('Journal sample-applied');
    await workbench.waitForTerminal(/Journal: all units, crit and graver/, 60_000);
    await workbench.showTerminal('SSH sample-applied');
    await workbench.waitForTerminal(/Press Enter to connect/, 60_000);
    await workbench.typeInTerminal('\n');
    await workbench.waitForTerminal(rootPrompt, 100_000);
    await workbench.typeInTerminal('echo ssh-again-$((6*7))\n');
    await workbench.waitForTerminal(/^ssh-again-42\s*$/m, 60_000);
    await workbench.screenshot('ssh-again');
    await workbench.showTerminal('sample-applied');
    await workbench.runCommand('Terminal: Scroll to Bottom');
    await workbench.waitForTerminal(/^answer-42-of-\w+\s*$/m, 60_000);
  });

  step('a console that was closed is attached again, and goes on', async () => {
    await workbench.runCommand('Terminal: Kill the Active Terminal Instance');
    await eventually(
      { name: 'the terminal to go', withinMs: 60_000 },
      async () => await workbench.terminalText(),
      (text) => !text.includes('answer-42-of-'),
    );
    await workbench.runCommand('Boot Image: Attach Console');
    await workbench.waitForTerminal(/^answer-42-of-\w+\s*$/m, 60_000);
    await workbench.typeInTerminal('echo again-$((6*7))\n');
    await workbench.waitForTerminal(/^again-42\s*$/m, 60_000);
    await workbench.screenshot('attached');
  });

  step('the VM outlives a kill -9 of the extension host, and its console goes on', async () => {
    // What stays of the old terminal shows nothing of it then.
    await workbench.runCommand('Terminal: Clear');
    const shown = { name: 'the terminal to be cleared', withinMs: 60_000 };
    await eventually(
      shown,
      async () => await workbench.terminalText(),
      (text) => !text.includes('again-42'),
    );
    const known = clients(open.folder);
    open.killExtensionHost();
    await eventually(
      nextClient,
      () => Promise.resolve(clients(open.folder)),
      (count) => count > known,
    );
    await workbench.treeItem(/^VM sample-applied, ready/i).waitFor({ timeout: 60_000 });
    await workbench.waitForTerminal(/^again-42\s*$/m, 60_000);
    // None of the old ones stays beside the new ones.
    await eventually(
      allTerminals,
      async () => await workbench.terminalNames('sample-applied'),
      (names) => JSON.stringify(names) === JSON.stringify(terminalNames),
    );
    await workbench.screenshot('killed-extension-host');
    await workbench.showTerminal('Journal sample-applied');
    await workbench.typeInTerminal('p');
    await workbench.pick('emerg');
    await workbench.waitForTerminal(/Journal: all units, emerg and graver/, 60_000);
    await workbench.showTerminal('SSH sample-applied');
    await workbench.waitForTerminal(/Press Enter to connect/, 60_000);
    await workbench.showTerminal('sample-applied');
    await workbench.waitForTerminal(/^again-42\s*$/m, 60_000);
    await workbench.typeInTerminal('echo alive-$((6*7))\n');
    await workbench.waitForTerminal(/^alive-42\s*$/m, 60_000);
    await workbench.screenshot('next-extension-host');
  });

  step('a probe is answered as before', async () => {
    const answered = captures(open.folder);
    await workbench.treeItem(/^Probe storage-status of pre-nixos, met/).hover();
    await workbench
      .treeItem(/^Probe storage-status of pre-nixos, met/)
      .getByRole('button', { name: 'Run Probe' })
      .click();
    await eventually(
      { name: 'one more capture', withinMs: 60_000 },
      () => Promise.resolve(captures(open.folder)),
      (count) => count > answered,
    );
    await workbench.treeItem(/^Probe storage-status of pre-nixos, met/).waitFor({ timeout: 30_000 });
    await workbench.screenshot('probe-again');
  });

  step('the VM stops in order, and the terminal keeps its text', async () => {
    await workbench.openView('Boot Image');
    await workbench.runCommand('Boot Image: Stop VM');
    await workbench.treeItem(/^VM sample-applied, stopped/i).waitFor({ timeout: 120_000 });
    expect(await workbench.terminalText()).not.toBe('');
    await workbench.screenshot('stopped');
    expect(await workbench.notifications()).toEqual([]);
  });
});

const terminalNames = ['Journal sample-applied', 'SSH sample-applied', 'sample-applied'];
const rootPrompt = /root@\S*#\s*$/m;
const allTerminals = { name: 'each terminal to be there once', withinMs: 60_000 };

const harnessLog = (workspace: string): string => readFileSync(join(runFolder(workspace), 'harness.log'), 'utf8');

/** How many extension hosts have been connected to the VM. */
const clients = (workspace: string): number => harnessLog(workspace).split('client: VS Code').length - 1;

const nextClient = { name: 'the VM to be found by the next extension host', withinMs: 120_000 };

const captures = (workspace: string): number => readdirSync(join(runFolder(workspace), 'captures')).length;

function runFolder(workspace: string): string {
  const captures = join(workspace, 'boot-image-captures');
  const name = readdirSync(captures).find((each) => each.endsWith('-sample-applied'));
  if (name === undefined) throw new Error(`No run folder among ${readdirSync(captures).join(', ')}.`);
  return join(captures, name);
}
