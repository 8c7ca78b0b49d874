import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { type OpenWorkbench, openWorkbench } from './openWorkbench.ts';

describe('the extension at first sight', () => {
  let open: OpenWorkbench;

  beforeAll(async () => {
    open = await openWorkbench({ name: 'first', theme: 'light' });
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

  test('a launch without a sample image offers to choose an image file', async () => {
    const { workbench } = open;
    onTestFailed(async () => await workbench.screenshot('failed'));
    await workbench.runCommand('Boot Image: Launch VM');
    const entry = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Choose an Image File…' });
    await entry.waitFor({ timeout: 30_000 });
    await workbench.screenshot('no-image');
    await workbench.page.keyboard.press('Escape');
  });
});
