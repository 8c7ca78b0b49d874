import type { Browser } from 'playwright-core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { launchBrowser } from '../../src/tools/vscodeServer/launchBrowser.mjs';
import { startVscodeServer, type VscodeServer } from '../../src/tools/vscodeServer/startVscodeServer.mjs';
import { extensionHosts } from './extensionHosts.ts';
import { Workbench } from './workbench.ts';

export interface WorkbenchOptions {
  /** Begins the names of the screenshots. */
  readonly name: string;
  readonly theme: 'dark' | 'light';
  /** Settings of the workspace folder. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface OpenWorkbench {
  readonly workbench: Workbench;
  /** The workspace folder; it goes with the rest. */
  readonly folder: string;
  /** As a person reloads the page: another extension host, and nothing of this one's. */
  reload(): Promise<void>;
  /** `kill -9` of the extension host; the workbench starts another one by itself. */
  killExtensionHost(): void;
  close(): Promise<void>;
}

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' };

/** A real workbench in Chromium with the packaged extension installed, on a folder of its own. */
export async function openWorkbench({ name, theme, settings }: WorkbenchOptions): Promise<OpenWorkbench> {
  const folder = mkdtempSync(join(tmpdir(), 'boot-image-workspace-'));
  let server: VscodeServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    writeSettings(folder, { 'workbench.colorTheme': themes[theme], ...settings });
    server = await startVscodeServer({ vsix: inject('vsix'), settings: machineSettings });
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
    const workbench = new Workbench(page, name);
    await page.goto(server.url({ folder }), { waitUntil: 'commit', timeout: 60_000 });
    await isUp(workbench);
    const reload = async (): Promise<void> => {
      await page.reload({ waitUntil: 'commit', timeout: 60_000 });
      await isUp(workbench);
    };
    const { pid: serverPid } = server;
    const killExtensionHost = (): void => {
      const pids = extensionHosts(serverPid);
      if (pids.length === 0) throw new Error('There is no extension host to kill.');
      for (const pid of pids) process.kill(pid, 'SIGKILL');
    };
    return { workbench, folder, reload, killExtensionHost, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function isUp(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 120_000 });
  await page.locator('.activitybar').getByRole('tab', { name: 'Boot Image' }).waitFor({ timeout: 120_000 });
  await hideSecondarySideBar(workbench);
}

const machineSettings = {
  // Its text is in the page only if the terminal is drawn with HTML.
  'terminal.integrated.gpuAcceleration': 'off',
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'update.showReleaseNotes': false,
  'remote.autoForwardPorts': false,
  // Nothing half faded in the pictures.
  'workbench.reduceMotion': 'on',
};

/** The chat there has nothing to do with these tests and takes a third of the screen. */
async function hideSecondarySideBar({ page }: Workbench): Promise<void> {
  const sideBar = page.locator('.part.auxiliarybar');
  if (!(await sideBar.isVisible())) return;
  await page.keyboard.press('Control+Alt+B');
  await sideBar.waitFor({ state: 'hidden', timeout: 30_000 });
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings, undefined, 2));
}
