import * as vscode from 'vscode';
import { evidenceText } from '../../core/artefacts/verdicts/evidenceText.ts';
import type { TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { testTitle, type VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import { secondsText } from '../../core/common/secondsText.ts';
import { messageOf } from '../../core/common/userError.ts';
import { visibleText } from '../../core/common/visibleText.ts';
import { bootPhaseTitle } from '../../core/console/phases/bootPhase.ts';
import { askGuest } from '../../host/client/askGuest.ts';
import { vmTrouble } from '../../host/client/vmTrouble.ts';
import type { Launcher } from '../launch/launcher.ts';
import { readSettings } from '../settings.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { TestedProfile } from './testedProfile.ts';
import { testMessage } from './testMessage.ts';

/** The guest's boot jobs may take so long before the probes are asked all the same; as `capture` has it. */
const settleMs = 15_000;

export interface ProfileRunOptions {
  readonly sessions: VmSessions;
  readonly launcher: Launcher;
  readonly run: vscode.TestRun;
  readonly profile: TestedProfile;
  readonly items: ReadonlyMap<VmTest, vscode.TestItem>;
  readonly signal: AbortSignal;
  readonly onResult: (item: vscode.TestItem, state: TestResult['verdict']['state']) => void;
}

/** Runs tests of one profile on its VM: one that runs already, or one that is booted for it and stopped afterwards. */
export async function runProfileTests(options: ProfileRunOptions): Promise<void> {
  const { sessions, profile, signal } = options;
  const running = sessions.running.find((session) => isFit(session, profile));
  const report = new ProfileReport(options);
  let started: VmSession | undefined;
  try {
    started = running === undefined ? await start(options, report) : undefined;
    const session = started ?? running;
    if (session !== undefined) await ask(session, options, report);
  } catch (error) {
    report.missing(error);
  } finally {
    report.rest();
    if (started !== undefined && isToStop(profile, report)) await stop(started, signal, report);
  }
}

/** It has to be asked the same questions: the profile may have been edited since it was launched. */
function isFit({ state }: VmSession, { choice, tests }: TestedProfile): boolean {
  if (state.profile !== choice.profile.name || state.channel.state === 'none' || state.phase === 'failed') return false;
  const known = [...state.probes.map(({ probe }) => probe), ...state.waits].map((each) => JSON.stringify(each));
  return tests.every((test) => known.includes(JSON.stringify(test.kind === 'wait' ? test.wait : test.probe)));
}

async function start({ launcher, profile, signal }: ProfileRunOptions, report: ProfileReport): Promise<VmSession> {
  report.line(`Booting ${profile.choice.image}`);
  return await launcher.start(profile.choice, { signal, step: () => undefined });
}

async function ask(session: VmSession, options: ProfileRunOptions, report: ProfileReport): Promise<void> {
  const { profile, items, signal, run } = options;
  report.session = session;
  report.line(`Run folder ${session.state.runFolder}`);
  const phases = tellPhases(session, (text) => report.line(text));
  const results: Promise<void>[] = [];
  try {
    await askGuest(session.client, [...items.keys()], {
      bootTimeoutMs: profile.choice.profile.bootTimeoutMs,
      settleMs,
      signal,
      onStart: (test) => {
        const item = items.get(test);
        if (item !== undefined) run.started(item);
      },
      onResult: (result) => void results.push(report.result(result)),
      say: (text) => report.line(text),
    });
  } catch (error) {
    // What a dying VM breaks off fails in many ways; its end is the cause of them all.
    throw signal.aborted ? error : (vmTrouble(session.state) ?? error);
  } finally {
    await Promise.all(results);
    phases.dispose();
  }
}

function tellPhases(session: VmSession, line: (text: string) => void): { dispose(): void } {
  let told = session.state.phases.length;
  return session.onChanged(({ phases }) => {
    for (const { phase, atMs } of phases.slice(told)) {
      line(`${atMs === undefined ? '' : secondsText(atMs).padStart(9)}  ${bootPhaseTitle[phase]}`);
    }
    told = phases.length;
  });
}

function isToStop({ choice }: TestedProfile, report: ProfileReport): boolean {
  const { afterTests } = readSettings(choice.folder?.uri);
  return afterTests === 'stop' || (afterTests === 'keepAfterFailure' && !report.hasFailures);
}

/** A person who cancels does not wait for a guest to shut down. */
async function stop(session: VmSession, signal: AbortSignal, report: ProfileReport): Promise<void> {
  if (!session.isRunning) return;
  try {
    await session.client.stop({ kill: signal.aborted });
  } catch (error) {
    report.line(`The VM could not be stopped: ${messageOf(error)}`);
  }
}

/** Tells the Test Explorer what came of one profile's tests. */
class ProfileReport {
  readonly #options: ProfileRunOptions;
  readonly #open: Map<VmTest, vscode.TestItem>;
  session: VmSession | undefined;
  hasFailures = false;

  constructor(options: ProfileRunOptions) {
    this.#options = options;
    this.#open = new Map(options.items);
  }

  line(text: string, item?: vscode.TestItem): void {
    const lines = visibleText(text, 'newlinesAndTabs').replace(/\n/g, '\r\n');
    this.#options.run.appendOutput(`${lines}\r\n`, undefined, item);
  }

  async result(result: TestResult): Promise<void> {
    const { run } = this.#options;
    const { test, verdict, durationMs, capture } = result;
    const item = this.#open.get(test);
    if (item === undefined) return;
    this.#open.delete(test);
    const runFolder = this.session?.state.runFolder ?? '';
    const evidence = capture === null ? '' : `\n${await evidenceText(runFolder, capture)}`;
    this.line(`${word[verdict.state]} ${testTitle(test)} (${secondsText(durationMs)})${evidence}\n`, item);
    const message = (): vscode.TestMessage => testMessage(result, { runFolder, place: placeOf(item) });
    if (verdict.state === 'passed') run.passed(item, durationMs);
    else if (verdict.state === 'skipped') run.skipped(item);
    else if (verdict.state === 'failed') run.failed(item, message(), durationMs);
    else run.errored(item, message(), durationMs);
    this.#ended(item, verdict.state);
  }

  /** The run could not go on. */
  missing(error: unknown): void {
    const { run, signal } = this.#options;
    if (signal.aborted) return;
    this.line(messageOf(error));
    for (const item of this.#open.values()) {
      const message = new vscode.TestMessage(messageOf(error));
      const place = placeOf(item);
      if (place !== undefined) message.location = place;
      run.errored(item, message);
      this.#ended(item, 'errored');
    }
    this.#open.clear();
  }

  /** What has no result was cancelled. */
  rest(): void {
    for (const item of this.#open.values()) {
      this.#options.run.skipped(item);
      this.#options.onResult(item, 'skipped');
    }
    this.#open.clear();
  }

  #ended(item: vscode.TestItem, state: TestResult['verdict']['state']): void {
    if (state === 'failed' || state === 'errored') this.hasFailures = true;
    this.#options.onResult(item, state);
  }
}

const word: Readonly<Record<TestResult['verdict']['state'], string>> = {
  passed: 'passed:',
  failed: 'FAILED:',
  errored: 'ERROR:',
  skipped: 'skipped:',
};

function placeOf({ uri, range }: vscode.TestItem): vscode.Location | undefined {
  return uri === undefined ? undefined : new vscode.Location(uri, range ?? new vscode.Position(0, 0));
}
