import type { FrameLocator, Locator, Page } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';

const artefactsFolder = fileURLToPath(new URL('../../test-artefacts/ui', import.meta.url));
const appearMs = 60_000;

/** What a person sees and does in an open workbench, by accessible names where there are any. */
export class Workbench {
  readonly page: Page;
  readonly #name: string;
  #step = 0;

  /** @param name begins the names of the screenshots */
  constructor(page: Page, name: string) {
    this.page = page;
    this.#name = name;
    mkdirSync(artefactsFolder, { recursive: true });
  }

  /** Opens the palette and runs the command with this title, category included. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await input.waitFor({ timeout: appearMs });
    await input.fill(`>${title}`);
    await this.pick(title);
  }

  /** Takes the entry with this label from the list that is open. */
  async pick(label: string): Promise<void> {
    await this.pickEntry(label).click({ timeout: appearMs });
  }

  /** The first entry with this label in the list that is open. */
  pickEntry(label: string): Locator {
    const labelled = this.page.locator('.quick-input-list-label', { hasText: label });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: labelled }).first();
  }

  /** Opens the view container with this title in the activity bar. */
  async openView(title: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: title });
    await tab.waitFor({ timeout: appearMs });
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    // No tooltip in the pictures.
    await this.page.mouse.move(750, 500);
  }

  sideBar(): Locator {
    return this.page.locator('.part.sidebar');
  }

  /** Takes the entry with this label from the context menu that is open. */
  async pickFromMenu(label: string): Promise<void> {
    await this.page.locator('.context-view').getByRole('menuitem', { name: label }).hover({ timeout: appearMs });
    // The menu takes a click that follows its opening at once for the end of that.
    await this.page.keyboard.press('Enter');
  }

  /** The page of the webview in front. */
  webview(): FrameLocator {
    return this.page.locator('iframe.webview.ready').last().contentFrame().frameLocator('#active-frame');
  }

  /** A button of a view that has nothing to show yet. */
  welcomeButton(name: string): Locator {
    return this.sideBar().getByRole('region', { name: 'Welcome' }).getByRole('button', { name });
  }

  /** A row of the side bar's trees, by what a screen reader says. */
  treeItem(name: RegExp | string): Locator {
    return this.sideBar().getByRole('treeitem', { name });
  }

  /** What stands on the screen of the terminal in front. */
  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    return (await rows.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  async waitForTerminal(pattern: RegExp, withinMs: number): Promise<string> {
    const name = `the terminal to show ${String(pattern)}`;
    return await eventually(
      { name, withinMs },
      async () => await this.terminalText(),
      (text) => pattern.test(text),
    );
  }

  async typeInTerminal(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await this.page.keyboard.type(text);
  }

  /** The lines in sight of the editor in front. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.part.editor .editor-group-container.active .view-lines .view-line');
    return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** The file name on the tab of the editor in front. */
  async editorTitle(): Promise<string> {
    const tab = this.page.locator('.part.editor .editor-group-container.active .tab.active').first();
    return (await tab.count()) === 0 ? '' : ((await tab.getAttribute('data-resource-name')) ?? '');
  }

  async notifications(): Promise<string[]> {
    return await this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Keeps what is seen as test-artefacts/ui/NAME-NN-STEP.png. */
  async screenshot(step: string): Promise<void> {
    this.#step++;
    const number = String(this.#step).padStart(2, '0');
    await this.page.screenshot({ path: join(artefactsFolder, `${this.#name}-${number}-${step}.png`) });
  }
}
