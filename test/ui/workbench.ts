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

  /** Whether keys go to the terminal in front. */
  async isTerminalFocused(): Promise<boolean> {
    return (await this.page.locator('.terminal-wrapper.active .xterm.focus').count()) > 0;
  }

  /** Brings the terminal with this name to the front, by the list beside the terminals. */
  async showTerminal(name: string): Promise<void> {
    const label = (entry: string): Locator =>
      this.page.locator(`${entry} .label-name`).getByText(name, { exact: true }).first();
    await label('.terminal-tabs-entry').click({ timeout: appearMs });
    await label('.terminal-tabs-entry.is-active').waitFor({ timeout: appearMs });
  }

  /** The names with this word in the list beside the terminals, which is there if there are two or more. */
  async terminalNames(word: string): Promise<string[]> {
    const labels = await this.page.locator('.terminal-tabs-entry .label-name').allInnerTexts();
    const names = labels.map((label) => label.trim());
    return names.filter((name) => name.includes(word)).sort();
  }

  async typeInTerminal(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await this.page.keyboard.type(text);
  }

  /** Clicks on the link with which a line of the terminal in front begins, as a person does. */
  async followTerminalLink(line: RegExp): Promise<void> {
    const row = this.page.locator('.terminal-wrapper.active .xterm-rows > div').filter({ hasText: line }).last();
    const hovered = this.page.locator('.terminal-wrapper.active .xterm-cursor-pointer');
    // What is under the mouse is looked at when the mouse moves; the extension is asked about it, and may take its time.
    let moves = 0;
    const hover = async (): Promise<number> => {
      const box = await row.boundingBox();
      if (box === null) return 0;
      await this.page.mouse.move(box.x + 20 + (moves++ % 2), box.y + box.height / 2);
      return await hovered.count();
    };
    await this.page.keyboard.down('Control');
    try {
      await eventually({ name: `${String(line)} to be a link`, withinMs: appearMs }, hover, (count) => count > 0);
      await this.page.mouse.down();
      await this.page.mouse.up();
    } finally {
      await this.page.keyboard.up('Control');
    }
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
