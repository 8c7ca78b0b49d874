import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { Disposable } from '../../core/common/event.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { changedNodes } from './changedNodes.ts';
import type { TreeElement } from './treeElement.ts';
import { treeItem } from './treeItem.ts';
import type { TreeNode } from './treeNode.ts';
import { vmNode } from './vmNode.ts';

const ageRefreshMs = 20_000;

/** The tree of VMs. Only what looks different is drawn anew; the root only when a VM comes or goes. */
export class VmTreeProvider implements vscode.TreeDataProvider<TreeElement>, Disposable {
  readonly #sessions: VmSessions;
  readonly #store = new DisposableStore();
  readonly #changed = new vscode.EventEmitter<TreeElement | undefined>();
  readonly #roots = new Map<string, TreeNode>();
  readonly #nodes = new Map<string, TreeNode>();
  readonly #elements = new Map<string, TreeElement>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(sessions: VmSessions) {
    this.#sessions = sessions;
    this.#store.add(sessions.onListChanged(() => this.#rebuild()));
    this.#store.add(sessions.onSessionChanged((session) => this.#update(session)));
    const timer = setInterval(() => this.#refreshAges(), ageRefreshMs);
    this.#store.onDispose(() => clearInterval(timer));
    this.#store.add(this.#changed);
  }

  getTreeItem(element: TreeElement): vscode.TreeItem {
    const node = this.#nodes.get(element.id);
    // VS Code may ask for an element that a newer state has just taken away.
    return node === undefined ? new vscode.TreeItem('') : treeItem(node, element);
  }

  getChildren(element?: TreeElement): TreeElement[] {
    const nodes = element === undefined ? this.#roots.values() : (this.#nodes.get(element.id)?.children ?? []);
    return [...nodes].map((node) => this.#element(node));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #rebuild(): void {
    this.#roots.clear();
    this.#nodes.clear();
    for (const session of this.#sessions.all) this.#draw(session);
    for (const id of [...this.#elements.keys()]) if (!this.#nodes.has(id)) this.#elements.delete(id);
    this.#changed.fire(undefined);
  }

  #update(session: VmSession): void {
    const before = this.#roots.get(session.id);
    if (before === undefined) return;
    const after = this.#draw(session);
    for (const node of changedNodes(before, after)) {
      const element = this.#elements.get(node.id);
      if (element !== undefined) this.#changed.fire(element);
    }
  }

  #refreshAges(): void {
    for (const session of this.#sessions.all) this.#update(session);
  }

  #draw(session: VmSession): TreeNode {
    const node = vmNode(session, new Date());
    this.#roots.set(session.id, node);
    this.#index(node);
    return node;
  }

  #index(node: TreeNode): void {
    this.#nodes.set(node.id, node);
    for (const child of node.children) this.#index(child);
  }

  #element(node: TreeNode): TreeElement {
    const known = this.#elements.get(node.id);
    if (known !== undefined) return known;
    const element = { ...node.target, id: node.id };
    this.#elements.set(node.id, element);
    return element;
  }
}
