import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable, Event } from '../../core/common/event.ts';
import { type Drawing, drawingPage } from './drawingPage.ts';

interface OpenDrawing {
  readonly panel: vscode.WebviewPanel;
  readonly draw: () => Promise<Drawing>;
  /** Drawn again when what is drawn now is there. */
  isStale: boolean;
  drawing: Promise<void> | undefined;
}

/** Drawings in the editor area, one tab for each thing that is drawn. */
export class DrawingPanels implements Disposable {
  readonly #open = new Map<string, OpenDrawing>();
  readonly #note: (error: unknown) => void;

  /** @param note takes errors of drawing again, which nobody waits for */
  constructor(note: (error: unknown) => void) {
    this.#note = note;
  }

  /**
   * Opens a drawing, or brings its tab to the front. As long as it is open it is drawn again when `changed` fires.
   *
   * Errors: those of `draw`; then nothing is opened.
   */
  async show(key: string, draw: () => Promise<Drawing>, changed?: Event<undefined>): Promise<void> {
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.panel.reveal();
      this.refresh(key);
      return;
    }
    const drawing = await draw();
    const panel = vscode.window.createWebviewPanel('bootImageVm.drawing', drawing.title, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [],
    });
    panel.webview.html = page(drawing);
    this.#open.set(key, { panel, draw, isStale: false, drawing: undefined });
    const subscription = changed?.(() => this.refresh(key));
    panel.onDidDispose(() => {
      subscription?.dispose();
      this.#open.delete(key);
    });
  }

  /** Draws one again, if it is open. */
  refresh(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    open.isStale = true;
    open.drawing ??= this.#redraw(open)
      .catch(this.#note)
      .finally(() => (open.drawing = undefined));
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  async #redraw(open: OpenDrawing): Promise<void> {
    while (open.isStale) {
      open.isStale = false;
      const drawing = await open.draw();
      open.panel.title = drawing.title;
      open.panel.webview.html = page(drawing);
    }
  }
}

const page = (drawing: Drawing): string => drawingPage(drawing, randomBytes(16).toString('base64'));
