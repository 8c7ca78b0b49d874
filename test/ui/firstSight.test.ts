import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { type OpenWorkbench, openWorkbench } from './openWorkbench.ts';

describe('the extension at first sight', () => {
  let open: OpenWorkbench;

  beforeAll(async () => {
    const settings = { 'bootImageVm.defaultImage': 'missing image.iso' };
    open = await openWorkbench({ name: 'first', theme: 'light', settings });
  });

  afterAll(async () => {
    await open.close();
  });

  test('the packaged extension has its view container with a way to begin, and bothers nobody', async () => {
    const { workbench } = open;
    onTestFailed(async () => await workbench.screenshot('failed'));
    await workbench.openView('Boot Image');
    await workbench.welcomeButton('Launch VM').waitFor({ timeout: 60_000 });
    await workbench.screenshot('view');
    expect(await workbench.notifications()).toEqual([]);
  });

  test('a launch offers to choose an image file', async () => {
    const { workbench } = open;
    onTestFailed(async () => await workbench.screenshot('failed'));
    await workbench.runCommand('Boot Image: Launch VM');
    await workbench.pickEntry('Choose an Image File…').waitFor({ timeout: 30_000 });
    await workbench.screenshot('choose');
    await workbench.page.keyboard.press('Escape');
  });

  test('a missing image is one message that names it and says no more than a person needs', async () => {
    const { workbench } = open;
    onTestFailed(async () => await workbench.screenshot('failed'));
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
});
