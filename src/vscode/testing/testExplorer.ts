import * as vscode from 'vscode';
import type { TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { testGroup, testId, testTitle, type VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import type { Disposable } from '../../core/common/event.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { Launcher } from '../launch/launcher.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { runProfileTests } from './profileRun.ts';
import { findTests, type TestedProfile } from './testedProfile.ts';

/** A test on the list. */
export interface ListedTest {
  readonly id: string;
  /** How it ended last in this window; undefined while it is run again too. */
  readonly last: TestResult['verdict']['state'] | undefined;
}

/** What the profiles expect of their VMs, in VS Code's Test Explorer. */
export class TestExplorer implements Disposable {
  readonly #sessions: VmSessions;
  readonly #launcher: Launcher;
  readonly #note: (error: unknown) => void;
  readonly #controller = vscode.tests.createTestController('bootImageVm.tests', 'Boot Images');
  readonly #subscriptions: Disposable[] = [this.#controller];
  readonly #profiles = new Map<vscode.TestItem, TestedProfile>();
  readonly #tests = new Map<vscode.TestItem, VmTest>();
  readonly #last = new Map<string, TestResult['verdict']['state']>();
  #finding: Promise<void> = Promise.resolve();

  constructor(sessions: VmSessions, launcher: Launcher, note: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#launcher = launcher;
    this.#note = note;
    const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
      await this.#run(request, token);
    this.#controller.createRunProfile('Run', vscode.TestRunProfileKind.Run, run, true);
    this.#controller.refreshHandler = async () => await this.#find();
    const find = (): void => void this.#find();
    const watcher = vscode.workspace.createFileSystemWatcher('**/.vscode/boot-image.json');
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(find),
      watcher.onDidChange(find),
      watcher.onDidDelete(find),
      vscode.workspace.onDidChangeWorkspaceFolders(find),
      vscode.workspace.onDidGrantWorkspaceTrust(find),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('bootImageVm')) find();
      }),
    );
    find();
  }

  get listed(): readonly ListedTest[] {
    return [...this.#tests.keys()].map(({ id }) => ({ id, last: this.#last.get(id) }));
  }

  dispose(): void {
    for (const each of this.#subscriptions) each.dispose();
  }

  /** One search after the other: the last word is the newest. */
  async #find(): Promise<void> {
    this.#finding = this.#finding.then(async () => await this.#show()).catch(this.#note);
    await this.#finding;
  }

  async #show(): Promise<void> {
    const { profiles, problems } = await findTests();
    this.#profiles.clear();
    this.#tests.clear();
    const items = profiles.map((profile) => this.#profileItem(profile));
    const broken = problems.map(({ file, error }) => {
      const item = this.#controller.createTestItem(file.toString(), vscode.workspace.asRelativePath(file), file);
      item.error = messageOf(error);
      return item;
    });
    this.#controller.items.replace([...items, ...broken]);
  }

  #profileItem(profile: TestedProfile): vscode.TestItem {
    const { id, choice, file, tests, place } = profile;
    const item = this.#controller.createTestItem(id, choice.profile.name, file);
    item.description = choice.image;
    setPlace(item, place());
    this.#profiles.set(item, profile);
    const children = tests.map((test, index) => {
      const child = this.#controller.createTestItem(`${id}/${test.kind}/${testId(test)}`, testTitle(test), file);
      child.description = `${testGroup(test)}: ${testId(test)}`;
      // As the profile has them, which is the order in which they are run.
      child.sortText = String(index).padStart(4, '0');
      setPlace(child, place(test));
      this.#tests.set(child, test);
      return child;
    });
    item.children.replace(children);
    return item;
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const cancellation = new AbortController();
    const cancel = (): void => cancellation.abort(new vscode.CancellationError());
    const subscription = token.onCancellationRequested(cancel);
    try {
      const wanted = this.#wanted(request);
      for (const item of wanted.flatMap(({ items }) => [...items.values()])) {
        this.#last.delete(item.id);
        run.enqueued(item);
      }
      // One VM at a time: each takes the memory and the processors of this machine.
      for (const { profile, items } of wanted) {
        await runProfileTests({
          sessions: this.#sessions,
          launcher: this.#launcher,
          run,
          profile,
          items,
          signal: cancellation.signal,
          onResult: (item, state) => this.#last.set(item.id, state),
        });
      }
    } catch (error) {
      this.#note(error);
    } finally {
      subscription.dispose();
      run.end();
    }
  }

  /** What a request asks for, profile by profile. */
  #wanted({ include, exclude }: vscode.TestRunRequest): readonly WantedTests[] {
    const isWanted = (item: vscode.TestItem): boolean =>
      (include === undefined ||
        include.includes(item) ||
        (item.parent !== undefined && include.includes(item.parent))) &&
      exclude?.includes(item) !== true &&
      (item.parent === undefined || exclude?.includes(item.parent) !== true);
    return [...this.#profiles].flatMap(([profileItem, profile]) => {
      const items = new Map<VmTest, vscode.TestItem>();
      profileItem.children.forEach((item) => {
        const test = this.#tests.get(item);
        if (test !== undefined && isWanted(item)) items.set(test, item);
      });
      return items.size === 0 ? [] : [{ profile, items }];
    });
  }
}

interface WantedTests {
  readonly profile: TestedProfile;
  readonly items: ReadonlyMap<VmTest, vscode.TestItem>;
}

function setPlace(item: vscode.TestItem, place: ReturnType<TestedProfile['place']>): void {
  if (place === undefined) return;
  const { startLine, startCharacter, endLine, endCharacter } = place;
  item.range = new vscode.Range(startLine, startCharacter, endLine, endCharacter);
}
