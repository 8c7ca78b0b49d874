import * as vscode from 'vscode';
import { DisposableStore } from '../core/common/disposableStore.ts';
import type { Disposable } from '../core/common/event.ts';
import { statusBarText } from './text/statusBarText.ts';
import type { VmSessions } from './vms/vmSessions.ts';

/** One item while a VM runs: what runs and how far it is. A click goes to its console. */
export class StatusBar implements Disposable {
  readonly #sessions: VmSessions;
  readonly #store = new DisposableStore();
  readonly #item: vscode.StatusBarItem;

  constructor(sessions: VmSessions) {
    this.#sessions = sessions;
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('bootImageVm.status', vscode.StatusBarAlignment.Left),
    );
    this.#item.name = 'Boot Image VM';
    this.#item.command = 'bootImageVm.attachConsole';
    this.#store.add(sessions.watch(() => this.#show()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(): void {
    const shown = statusBarText(this.#sessions.running);
    if (shown === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = shown.text;
    this.#item.tooltip = shown.tooltip;
    this.#item.accessibilityInformation = { label: shown.spoken };
    this.#item.show();
  }
}
