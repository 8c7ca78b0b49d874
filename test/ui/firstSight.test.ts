import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { RunFolder } from '../../src/core/artefacts/runFolder.ts';
import type { PhaseEntry } from '../../src/core/console/phases/bootPhase.ts';
import { eventually } from '../eventually.ts';
import { type OpenWorkbench, openWorkbench } from './openWorkbench.ts';
import { stepsOn } from './stepsOn.ts';

describe('the extension at first sight', () => {
  let open: OpenWorkbench;

  beforeAll(async () => {
    const settings = { 'bootImageVm.defaultImage': 'missing image.iso' };
    open = await openWorkbench({ name: 'first', theme: 'light', settings });
  });

  afterAll(async () => {
    await open.close();
  });

  const step = stepsOn(() => open.workbench);

  step('the packaged extension has its view container with a way to begin, and bothers nobody', async () => {
    const { workbench } = open;
    await workbench.openView('Boot Image');
    await workbench.welcomeButton('Launch VM').waitFor({ timeout: 60_000 });
    await workbench.screenshot('view');
    expect(await workbench.notifications()).toEqual([]);
  });

  step('a launch offers to choose an image file', async () => {
    const { workbench } = open;
    await workbench.runCommand('Boot Image: Launch VM');
    await workbench.pickEntry('Choose an Image File…').waitFor({ timeout: 30_000 });
    await workbench.screenshot('choose');
    await workbench.page.keyboard.press('Escape');
  });

  step('a missing image is one message that names it and says no more than a person needs', async () => {
    const { workbench } = open;
    await workbench.runCommand('Boot Image: Launch VM');
    await workbench.pick('missing image.iso');
    const wait = { name: 'a message on the missing image', withinMs: 60_000 };
    const look = async (): Promise<string[]> => await workbench.notifications();
    const messages = await eventually(wait, look, (seen) => seen.some((each) => each.includes('missing image.iso')));
    await workbench.screenshot('missing-image');
    expect(messages).toHaveLength(1);
    expect(messages[0]).not.toMatch(/Error:|\bat .*:\d+/);
    expect(await workbench.sideBar().getByRole('treeitem').count()).toBe(0);
  });

  step('past runs have a view; a timeline, the boot times and deleting', async () => {
    const { workbench, folder } = open;
    const messages = await workbench.notifications();
    const capturesFolder = join(folder, 'boot-image-captures');
    await writeRun(capturesFolder, { profileName: 'installer', startedAt: '2025-10-12T01:03:38Z', readyMs: 31_000 });
    await writeRun(capturesFolder, { profileName: 'installer', startedAt: '2025-10-13T01:03:38Z', readyMs: 34_000 });
    await workbench.openView('Boot Image');
    const run = workbench.treeItem(/^Run of installer, 2025-10-1[23] .*, ready in 34 s$/);
    await run.waitFor({ timeout: 60_000 });

    await run.click({ button: 'right' });
    await workbench.pickFromMenu('Show Boot Timeline');
    const timeline = workbench.webview();
    await timeline.getByRole('cell', { name: 'kernel' }).waitFor({ timeout: 30_000 });
    await timeline.getByRole('img', { name: /^Boot of installer, 2025-10-13/ }).waitFor({ timeout: 5_000 });
    await workbench.screenshot('timeline');

    await workbench.runCommand('Boot Image: Plot Boot Times');
    await workbench.webview().getByRole('cell', { name: '34.0 s' }).waitFor({ timeout: 30_000 });
    await workbench.screenshot('boot-times');

    await run.click({ button: 'right' });
    await workbench.pickFromMenu('Delete Run…');
    // The machine behind a browser has no trash.
    for (const button of ['Move to Trash', 'Delete for Good']) {
      await workbench.page.getByRole('dialog').getByRole('button', { name: button }).click({ timeout: 30_000 });
    }
    await run.waitFor({ state: 'detached', timeout: 30_000 });
    expect(readdirSync(capturesFolder).filter((name) => name.endsWith('-installer'))).toHaveLength(1);
    expect(await workbench.notifications()).toEqual(messages);
  });
});

async function writeRun(
  capturesFolder: string,
  { profileName, startedAt, readyMs }: { profileName: string; startedAt: string; readyMs: number },
): Promise<void> {
  const run = await RunFolder.create({ capturesFolder, profileName, startedAt: new Date(startedAt), toolVersion: '1' });
  const accelerator = { kind: 'kvm', why: '' };
  const host = { os: '', architecture: '', cpus: 1, memoryMib: 1, qemuVersion: '', accelerator };
  const phases: PhaseEntry[] = [
    { phase: 'kernel', atMs: 2_000, byteOffset: 0 },
    { phase: 'ready', atMs: readyMs, byteOffset: 9 },
  ];
  await run.updateMetadata({ host, phases });
  await run.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
  run.dispose();
}
