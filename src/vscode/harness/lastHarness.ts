import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { readMetadata } from '../../core/artefacts/readMetadata.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import type { FoundRun } from '../problems/problemsOf.ts';
import { isHarnessTask } from './harnessTask.ts';

/** What the harness of this window found: from its end until it runs again, or its run folder is deleted. */
export class LastHarness implements Disposable {
  readonly #pastRuns: PastRunsModel;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<undefined>());
  #run: FoundRun | undefined;

  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor(pastRuns: PastRunsModel, note: (error: unknown) => void) {
    this.#pastRuns = pastRuns;
    this.#store.add(
      vscode.tasks.onDidStartTaskProcess(({ execution }) => {
        if (isHarnessTask(execution.task)) this.#show(undefined);
      }),
    );
    this.#store.add(
      vscode.tasks.onDidEndTaskProcess(({ execution }) => {
        if (isHarnessTask(execution.task)) this.#read().catch(note);
      }),
    );
    this.#store.add(
      pastRuns.onChanged(() => {
        if (this.#run !== undefined && !existsSync(this.#run.runFolder)) this.#show(undefined);
      }),
    );
  }

  get run(): FoundRun | undefined {
    return this.#run;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Its program wrote its line into the ledger before it ended. */
  async #read(): Promise<void> {
    this.#pastRuns.refresh();
    const { runs } = await this.#pastRuns.known();
    const [last] = runs
      .filter(({ profile, endedAt }) => profile === 'harness' && endedAt !== null)
      .sort((a, b) => ((a.endedAt ?? '') < (b.endedAt ?? '') ? 1 : -1));
    if (last === undefined) return;
    const { harness, findings, startedAt, end } = await readMetadata(last.runFolder);
    // A profile may be called so too.
    if (harness !== undefined) this.#show({ ...last, findings, startedAt, end });
  }

  #show(run: FoundRun | undefined): void {
    if (run === this.#run) return;
    this.#run = run;
    this.#changed.fire(undefined);
  }
}
