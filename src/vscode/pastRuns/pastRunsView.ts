import * as vscode from 'vscode';
import type { PastRun } from '../../core/artefacts/pastRuns/pastRun.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { Disposable } from '../../core/common/event.ts';
import { runsGoingOn } from '../../host/registry/runsGoingOn.ts';
import { oneLine } from '../text/oneLine.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { isGoingOn } from './isGoingOn.ts';
import { pastRunNode } from './pastRunNode.ts';
import type { PastRunsModel } from './pastRunsModel.ts';

/** The view "Past Runs"; it is there when there are any, and reads them when it is shown. */
export class PastRunsView implements vscode.TreeDataProvider<PastRun>, Disposable {
  readonly #model: PastRunsModel;
  readonly #sessions: VmSessions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<undefined>());
  readonly #view: vscode.TreeView<PastRun>;
  #baselines: ReadonlySet<string> = new Set();
  #goingOn: ReadonlySet<string> = new Set();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: PastRunsModel, sessions: VmSessions) {
    this.#model = model;
    this.#sessions = sessions;
    this.#view = this.#store.add(vscode.window.createTreeView('bootImageVm.pastRuns', { treeDataProvider: this }));
    this.#store.add(model.onChanged(() => this.#show()));
    // A VM that starts is a run that is not in the ledger yet.
    this.#store.add(sessions.onListChanged(() => model.refresh()));
    this.#show();
  }

  async getChildren(element?: PastRun): Promise<PastRun[]> {
    if (element !== undefined) return [];
    const { runs, baselines, remarks } = await this.#model.known();
    this.#baselines = baselines;
    this.#goingOn = runsGoingOn();
    this.#view.message = oneLine(remarks.join(' '));
    return [...runs];
  }

  getTreeItem(run: PastRun): vscode.TreeItem {
    const { runFolder } = run;
    const node = pastRunNode(run, {
      isRunning:
        this.#sessions.running.some(({ state }) => state.runFolder === runFolder) || isGoingOn(run, this.#goingOn),
      isBaseline: this.#baselines.has(runFolder),
      now: new Date(),
    });
    const item = new vscode.TreeItem(node.label);
    item.id = node.id;
    item.description = node.description;
    item.tooltip = node.tooltip;
    item.contextValue = node.contextValue;
    item.accessibilityInformation = { label: node.accessibilityLabel };
    const { name, color } = node.icon;
    item.iconPath = new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.command = { command: 'bootImageVm.openReport', title: 'Open Report', arguments: [run] };
    return item;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(): void {
    void vscode.commands.executeCommand('setContext', 'bootImageVm.hasPastRuns', this.#model.hasRuns);
    this.#changed.fire(undefined);
  }
}
