import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { findBaseline } from '../../core/artefacts/comparison/baselines.ts';
import { listPastRuns } from '../../core/artefacts/pastRuns/listPastRuns.ts';
import type { PastRun } from '../../core/artefacts/pastRuns/pastRun.ts';
import { ledgerPath } from '../../core/artefacts/pastRuns/readLedger.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { messageOf } from '../../core/common/userError.ts';
import { capturesFolder } from '../launch/capturesFolder.ts';

export interface KnownRuns {
  /** Newest first. */
  readonly runs: readonly PastRun[];
  /** Of each profile that has one. */
  readonly baselines: ReadonlySet<string>;
  readonly remarks: readonly string[];
}

/** The runs of the captures folders of this window: read when somebody asks, and again after something changed. */
export class PastRunsModel implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<undefined>());
  #watchers: readonly vscode.Disposable[] = [];
  #known: Promise<KnownRuns> | undefined;

  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor() {
    this.#watch();
    const rewatch = (): void => {
      this.#watch();
      this.refresh();
    };
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(rewatch));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('bootImageVm.capturesFolder')) rewatch();
      }),
    );
    this.#store.onDispose(() => this.#watchers.forEach((watcher) => void watcher.dispose()));
  }

  /** Whether there is anything to show, without reading it. */
  get hasRuns(): boolean {
    return capturesFolders().some((folder) => existsSync(ledgerPath(folder)));
  }

  async known(): Promise<KnownRuns> {
    this.#known ??= read(capturesFolders());
    return await this.#known;
  }

  refresh(): void {
    this.#known = undefined;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** A run that ends, here or anywhere, writes a line into the ledger. */
  #watch(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#watchers = capturesFolders().map((folder) => {
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '{ledger.jsonl,baselines.json}');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) event(() => this.refresh());
      return watcher;
    });
  }
}

function capturesFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [undefined];
  const paths = folders.flatMap((folder) => {
    try {
      return [capturesFolder(folder)];
    } catch {
      return []; // No folder is open, and the setting is no absolute path.
    }
  });
  return [...new Set(paths)];
}

async function read(folders: readonly string[]): Promise<KnownRuns> {
  const results = await Promise.all(
    folders.map(async (folder) => {
      try {
        return await listPastRuns(folder);
      } catch (error) {
        return { runs: [], remarks: [`${ledgerPath(folder)} cannot be read: ${messageOf(error)}.`] };
      }
    }),
  );
  const runs = results.flatMap((result) => result.runs).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return { runs, baselines: await baselinesOf(runs), remarks: results.flatMap(({ remarks }) => remarks) };
}

async function baselinesOf(runs: readonly PastRun[]): Promise<ReadonlySet<string>> {
  const ofProfiles = new Map(runs.map((run) => [run.profile, run]));
  const baselines = await Promise.all(
    [...ofProfiles.values()].map(
      async ({ runFolder, profile }) => await findBaseline(runFolder, profile).catch(() => undefined),
    ),
  );
  return new Set(baselines.filter((baseline) => baseline !== undefined));
}
