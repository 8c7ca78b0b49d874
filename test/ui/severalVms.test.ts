import type { Locator } from 'playwright-core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { profilesFile } from '../../src/core/image/profile/loadProfiles.ts';
import { eventually } from '../eventually.ts';
import { echoGreeting, writeEchoImage } from '../guest/echoImage.ts';
import { type OpenWorkbench, openWorkbench } from './openWorkbench.ts';
import { stepsOn } from './stepsOn.ts';
import type { Workbench } from './workbench.ts';

describe('a profile and several VMs', () => {
  let open: OpenWorkbench;
  let workbench: Workbench;

  beforeAll(async () => {
    open = await openWorkbench({ name: 'several', theme: 'light', settings: { 'bootImageVm.accelerator': 'tcg' } });
    workbench = open.workbench;
    writeEchoImage(join(open.folder, 'echo guest.img'));
  });

  afterAll(async () => {
    await open.close();
  });

  const step = stepsOn(() => workbench);

  step('a profile is made in four steps, and shown in its file', async () => {
    await workbench.openView('Boot Image');
    await workbench.runCommand('Boot Image: Create Profile…');
    await workbench.pickEntry('echo guest.img').waitFor({ timeout: 60_000 });
    await workbench.screenshot('what-it-boots');
    await workbench.pick('echo guest.img');
    await workbench.page.getByText('Create Profile (2 of 4)').waitFor({ timeout: 30_000 });
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('1024 MiB');
    await workbench.pick('A disk of 8 GiB');
    await workbench.screenshot('what-else');
    await workbench.page.keyboard.press('Enter');
    await eventually(
      { name: 'the editor to show the profile', withinMs: 60_000 },
      async () => await workbench.editorText(),
      (text) => text.includes('"echo-guest"'),
    );
    await workbench.screenshot('profile');
    expect(parse(readFileSync(join(open.folder, profilesFile), 'utf8'))).toMatchObject({
      profiles: [{ name: 'echo-guest', image: 'echo guest.img', memoryMib: 1024, disks: [{ sizeMib: 8192 }] }],
    });
  });

  step('two VMs of it stand side by side, each with its console and its run folder', async () => {
    for (const number of [1, 2]) {
      await workbench.runCommand('Boot Image: Launch VM');
      await workbench.pick('echo-guest');
      await eventually(
        { name: `VM ${String(number)} in the tree`, withinMs: 60_000 },
        async () => await running().count(),
        (count) => count === number,
      );
      await workbench.waitForTerminal(/echo guest ready\s*$/, 60_000);
      await workbench.typeInTerminal(`this is ${String(number)}`);
      await workbench.waitForTerminal(new RegExp(`this is ${String(number)}`), 30_000);
    }
    await workbench.screenshot('two');
    await workbench.sideBar().getByRole('button', { name: 'Collapse All' }).first().click();
    await workbench.screenshot('two-in-short');
    expect(consoles().map((text) => text.slice(text.indexOf(echoGreeting)))).toEqual([
      `${echoGreeting}this is 1`,
      `${echoGreeting}this is 2`,
    ]);
  });

  step('one is stopped, and the other goes on', async () => {
    await workbench.runCommand('Boot Image: Stop VM');
    await workbench.pickEntry('echo-guest').waitFor({ timeout: 30_000 });
    await workbench.screenshot('which-one');
    await workbench.page.keyboard.press('Enter');
    await workbench.treeItem(/^VM echo-guest, stopped: Stopped on request/).waitFor({ timeout: 60_000 });
    await workbench.treeItem(/^VM echo-guest \(2\), firmware/).waitFor({ timeout: 30_000 });
    await workbench.screenshot('one-stopped');
    await workbench.runCommand('Boot Image: Stop VM');
    await workbench.treeItem(/^VM echo-guest \(2\), stopped/).waitFor({ timeout: 60_000 });
    expect(await workbench.notifications()).toEqual([]);
  });

  const running = (): Locator => workbench.treeItem(/^VM echo-guest( \(2\))?, (?!stopped)/);
  /** What the runs' consoles wrote, oldest run first. */
  const consoles = (): string[] => {
    const captures = join(open.folder, 'boot-image-captures');
    const runs = readdirSync(captures).filter((name) => name.includes('echo-guest'));
    return runs.sort().map((run) => readFileSync(join(captures, run, 'serial.log'), 'latin1'));
  };
});
