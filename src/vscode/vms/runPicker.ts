import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runsGoingOn } from '../../host/registry/runsGoingOn.ts';
import { isGoingOn } from '../pastRuns/isGoingOn.ts';
import { pastRunNode } from '../pastRuns/pastRunNode.ts';
import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import { pickVm } from './pickVm.ts';
import { targetOf } from './targetOf.ts';
import type { VmSession } from './vmSession.ts';
import type { VmSessions } from './vmSessions.ts';

interface RunOfProfile {
  readonly runFolder: string;
  readonly profile: string;
}

/** A run folder, and the VM that it is of if this window has it on its list. */
export interface PickedRun extends RunOfProfile {
  readonly session: VmSession | undefined;
}

/** Finds the run that a command is for. */
export class RunPicker {
  readonly #sessions: VmSessions;
  readonly #pastRuns: PastRunsModel;

  constructor(sessions: VmSessions, pastRuns: PastRunsModel) {
    this.#sessions = sessions;
    this.#pastRuns = pastRuns;
  }

  /**
   * The one that the command was started on, else that of a VM on the list (as `pickVm`); where there is none, a past one.
   *
   * @param target the command's argument: a tree element of either view, or nothing
   */
  async pick(target: unknown, placeHolder: string): Promise<PickedRun | undefined> {
    const past = pastRunOf(target);
    if (past !== undefined) return this.#withSession(past);
    if (targetOf(target)?.vmId === undefined && this.#sessions.all.length === 0 && this.#pastRuns.hasRuns) {
      const picked = await this.#pickPast(placeHolder);
      return picked === undefined ? undefined : this.#withSession(picked);
    }
    const session = await pickVm(this.#sessions, target, { among: 'all', placeHolder });
    return session && { runFolder: session.state.runFolder, profile: session.state.profile, session };
  }

  async #pickPast(placeHolder: string): Promise<RunOfProfile | undefined> {
    const { runs, baselines } = await this.#pastRuns.known();
    const goingOn = runsGoingOn();
    const items = runs.map((run) => {
      const isBaseline = baselines.has(run.runFolder);
      const circumstances = { isRunning: isGoingOn(run, goingOn), isBaseline, now: new Date() };
      const { label, description } = pastRunNode(run, circumstances);
      return { label, description, detail: basename(run.runFolder), run };
    });
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true }))?.run;
  }

  #withSession(run: RunOfProfile): PickedRun {
    const session = this.#sessions.all.find(({ state }) => state.runFolder === run.runFolder);
    return { runFolder: run.runFolder, profile: run.profile, session };
  }
}

function pastRunOf(target: unknown): RunOfProfile | undefined {
  if (typeof target !== 'object' || target === null || !('runFolder' in target) || !('profile' in target)) {
    return undefined;
  }
  const { runFolder, profile } = target;
  return typeof runFolder === 'string' && typeof profile === 'string' ? { runFolder, profile } : undefined;
}
