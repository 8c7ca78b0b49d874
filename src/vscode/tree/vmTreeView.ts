import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { Disposable } from '../../core/common/event.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { badgeCount } from './badgeCount.ts';
import type { TreeElement } from './treeElement.ts';
import { VmTreeProvider } from './vmTreeProvider.ts';

/** The view "VMs" with its badge, and the context keys that menus and the palette depend on. */
export class VmTreeView implements Disposable {
  readonly #sessions: VmSessions;
  readonly #store = new DisposableStore();
  readonly #view: vscode.TreeView<TreeElement>;
  readonly #contexts = new Map<string, boolean>();

  constructor(sessions: VmSessions, note: (error: unknown) => void) {
    this.#sessions = sessions;
    const treeDataProvider = this.#store.add(new VmTreeProvider(sessions));
    this.#view = this.#store.add(
      vscode.window.createTreeView('bootImageVm.vms', { treeDataProvider, showCollapseAll: true }),
    );
    this.#store.add(sessions.watch(() => this.#show()));
    // Another window or the command line may have started a VM meanwhile.
    this.#store.add(
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) sessions.findRunning().catch(note);
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(): void {
    const { all, running } = this.#sessions;
    const { count, tooltip } = badgeCount(all.map(({ state }) => state));
    this.#view.badge = count === 0 ? undefined : { value: count, tooltip };
    this.#setContext('bootImageVm.hasVm', all.length > 0);
    this.#setContext('bootImageVm.hasRunningVm', running.length > 0);
  }

  #setContext(key: string, value: boolean): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
