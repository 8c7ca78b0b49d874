import * as vscode from 'vscode';
import { abandonedText } from './host/registry/abandonedText.ts';
import { connectVm } from './host/client/connectVm.ts';
import { listVms } from './host/registry/listVms.ts';
import type { VmState } from './host/protocol/vmState.ts';
import { allCommands } from './vscode/commands/allCommands.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { ConsoleTerminals } from './vscode/console/consoleTerminals.ts';
import { DrawingPanels } from './vscode/drawings/drawingPanels.ts';
import { TimelinePanels } from './vscode/drawings/timelinePanels.ts';
import { registerFoldedDocuments } from './vscode/editors/foldedDocuments.ts';
import { LastHarness } from './vscode/harness/lastHarness.ts';
import { JournalTerminals } from './vscode/journal/journalTerminals.ts';
import { UnitLinks } from './vscode/journal/unitLinks.ts';
import { Launcher } from './vscode/launch/launcher.ts';
import { Messages } from './vscode/messages.ts';
import { PastRunsModel } from './vscode/pastRuns/pastRunsModel.ts';
import { PastRunsView } from './vscode/pastRuns/pastRunsView.ts';
import { FindingProblems } from './vscode/problems/findingProblems.ts';
import { StatusBar } from './vscode/statusBar.ts';
import { SshTerminals } from './vscode/terminals/sshTerminals.ts';
import { type ListedTest, TestExplorer } from './vscode/testing/testExplorer.ts';
import { VmTreeView } from './vscode/tree/vmTreeView.ts';
import { VmSessions } from './vscode/vms/vmSessions.ts';

/** What other extensions and tests get of this one. */
export interface ExtensionApi {
  /** The VMs on the list, running and ended. */
  vmStates(): readonly VmState[];
  /** What the Test Explorer lists, and how each test ended last. */
  tests(): readonly ListedTest[];
}

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const log = vscode.window.createOutputChannel('Boot Image VM', { log: true });
  const messages = new Messages(log);
  const note = (error: unknown): void => messages.note(error);

  const warn = (sentence: string): void => messages.showWarning(sentence);
  const finder = { listVms: async () => await listVms((run) => warn(abandonedText(run))), connectVm };
  const sessions = new VmSessions(finder, (message) => log.info(message));
  const terminals = new ConsoleTerminals(context.workspaceState, note);
  const journals = new JournalTerminals(context.workspaceState, note);
  const sshTerminals = new SshTerminals(context.workspaceState, note);
  const launcher = new Launcher(sessions, terminals, { note, warn });

  const treeView = new VmTreeView(sessions, note);
  const statusBar = new StatusBar(sessions);
  const pastRuns = new PastRunsModel();
  const harness = new LastHarness(pastRuns, note);
  const problems = new FindingProblems(sessions, harness);
  const testExplorer = new TestExplorer(sessions, launcher, note);
  const drawings = new DrawingPanels(note);
  const timelines = new TimelinePanels(drawings, sessions);
  const unitLinks = vscode.window.registerTerminalLinkProvider(
    new UnitLinks(
      (terminal) => terminals.sessionOf(terminal) ?? journals.sessionOf(terminal) ?? sshTerminals.sessionOf(terminal),
      (error) => messages.showError(error, "show the unit's status"),
    ),
  );
  const pastRunsView = new PastRunsView(pastRuns, sessions);
  const parts = { sessions, terminals, journals, sshTerminals, launcher, messages };
  const commands = registerCommands(allCommands({ ...parts, drawings, timelines, pastRuns }), messages);

  // Disposed in reverse: what a person sees goes before what it shows; the VMs live on in their hosts.
  context.subscriptions.push(
    log,
    sessions,
    terminals,
    treeView,
    statusBar,
    pastRuns,
    harness,
    problems,
    testExplorer,
    drawings,
    timelines,
    journals,
    sshTerminals,
    unitLinks,
    registerFoldedDocuments(),
    pastRunsView,
    commands,
  );

  // VMs from before a reload are shown without a word, and their terminals with them.
  sessions
    .findRunning()
    .then(() => {
      for (const kind of [terminals, journals, sshTerminals]) kind.revive(sessions.running);
    })
    .catch(note);

  return { vmStates: () => sessions.all.map(({ state }) => state), tests: () => testExplorer.listed };
}
