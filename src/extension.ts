import * as vscode from 'vscode';
import { abandonedText } from './host/abandonedText.ts';
import { connectVm, listVms } from './host/vmRegistry.ts';
import type { VmState } from './host/vmState.ts';
import { attachConsole } from './vscode/commands/attachConsole.ts';
import { attachDisk } from './vscode/commands/attachDisk.ts';
import { captureArtefacts } from './vscode/commands/captureArtefacts.ts';
import { chooseImage } from './vscode/commands/chooseImage.ts';
import { compareRun } from './vscode/commands/compareRun.ts';
import { copySshCommand } from './vscode/commands/copySshCommand.ts';
import { createProfile } from './vscode/commands/createProfile.ts';
import { deleteRun } from './vscode/commands/deleteRun.ts';
import { detachDisk } from './vscode/commands/detachDisk.ts';
import { killVm } from './vscode/commands/killVm.ts';
import { launchVm } from './vscode/commands/launchVm.ts';
import { markAsBaseline } from './vscode/commands/markAsBaseline.ts';
import { launchFromCheckpoint } from './vscode/commands/launchFromCheckpoint.ts';
import { openFailure } from './vscode/commands/openFailure.ts';
import { openFinding } from './vscode/commands/openFinding.ts';
import { openProbeResult } from './vscode/commands/openProbeResult.ts';
import { openRawSerialLog } from './vscode/commands/openRawSerialLog.ts';
import { openReport } from './vscode/commands/openReport.ts';
import { openRunFolder } from './vscode/commands/openRunFolder.ts';
import { openSerialLog } from './vscode/commands/openSerialLog.ts';
import { openSshTerminal } from './vscode/commands/openSshTerminal.ts';
import { pauseVm } from './vscode/commands/pauseVm.ts';
import { plugInNetwork } from './vscode/commands/plugInNetwork.ts';
import { plotBootTimes } from './vscode/commands/plotBootTimes.ts';
import { pressPowerButton } from './vscode/commands/pressPowerButton.ts';
import { refreshPastRuns } from './vscode/commands/refreshPastRuns.ts';
import { registerCommands } from './vscode/commands/registerCommands.ts';
import { removeFromList } from './vscode/commands/removeFromList.ts';
import { resetVm } from './vscode/commands/resetVm.ts';
import { resumeVm } from './vscode/commands/resumeVm.ts';
import { runAllProbes } from './vscode/commands/runAllProbes.ts';
import { runHarness } from './vscode/commands/runHarness.ts';
import { runProbe } from './vscode/commands/runProbe.ts';
import { sendKeys } from './vscode/commands/sendKeys.ts';
import { saveCheckpoint } from './vscode/commands/saveCheckpoint.ts';
import { setGraceTime } from './vscode/commands/setGraceTime.ts';
import { showJournal } from './vscode/commands/showJournal.ts';
import { showCommandLine } from './vscode/commands/showCommandLine.ts';
import { showTimeline } from './vscode/commands/showTimeline.ts';
import { stopVm } from './vscode/commands/stopVm.ts';
import { takeScreenshot } from './vscode/commands/takeScreenshot.ts';
import { unplugNetwork } from './vscode/commands/unplugNetwork.ts';
import { ConsoleTerminals } from './vscode/console/consoleTerminals.ts';
import { DrawingPanels } from './vscode/drawings/drawingPanels.ts';
import { TimelinePanels } from './vscode/drawings/timelinePanels.ts';
import { JournalTerminals } from './vscode/journal/journalTerminals.ts';
import { UnitLinks } from './vscode/journal/unitLinks.ts';
import { Launcher } from './vscode/launch/launcher.ts';
import { Messages } from './vscode/messages.ts';
import { PastRunsModel } from './vscode/pastRuns/pastRunsModel.ts';
import { PastRunsView } from './vscode/pastRuns/pastRunsView.ts';
import { FindingProblems } from './vscode/problems/findingProblems.ts';
import { StatusBar } from './vscode/statusBar.ts';
import { type ListedTest, TestExplorer } from './vscode/testing/testExplorer.ts';
import { VmTreeView } from './vscode/tree/vmTreeView.ts';
import { ProbeRunner } from './vscode/vms/probeRunner.ts';
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
  const runner = new ProbeRunner();
  const terminals = new ConsoleTerminals(note);
  const journals = new JournalTerminals(note);
  const launcher = new Launcher(sessions, terminals, { note, warn });

  const treeView = new VmTreeView(sessions, note);
  const statusBar = new StatusBar(sessions);
  const problems = new FindingProblems(sessions);
  const testExplorer = new TestExplorer(sessions, launcher, note);
  const drawings = new DrawingPanels(note);
  const timelines = new TimelinePanels(drawings, sessions);
  const unitLinks = vscode.window.registerTerminalLinkProvider(
    new UnitLinks(
      (terminal) => terminals.sessionOf(terminal) ?? journals.sessionOf(terminal),
      (error) => messages.showError(error, "show the unit's status"),
    ),
  );
  const pastRuns = new PastRunsModel();
  const pastRunsView = new PastRunsView(pastRuns, sessions);
  const commands = registerCommands(
    [
      launchVm(launcher),
      chooseImage(launcher),
      createProfile(),
      attachConsole(sessions, terminals),
      runProbe(sessions, runner),
      openProbeResult(sessions, runner),
      runAllProbes(sessions, runner),
      captureArtefacts(sessions, runner),
      openSerialLog(sessions),
      openRawSerialLog(sessions),
      openRunFolder(sessions),
      openReport(sessions),
      showTimeline(sessions, runner, timelines),
      plotBootTimes(pastRuns, drawings),
      refreshPastRuns(pastRuns),
      deleteRun(sessions, pastRuns, messages),
      markAsBaseline(sessions),
      compareRun(sessions),
      openFailure(sessions),
      openFinding(sessions),
      showJournal(sessions, journals),
      openSshTerminal(sessions, note),
      copySshCommand(sessions),
      resetVm(sessions),
      pressPowerButton(sessions),
      pauseVm(sessions),
      resumeVm(sessions),
      plugInNetwork(sessions),
      unplugNetwork(sessions),
      attachDisk(sessions),
      detachDisk(sessions),
      saveCheckpoint(sessions),
      launchFromCheckpoint(launcher),
      takeScreenshot(sessions),
      sendKeys(sessions),
      showCommandLine(sessions, launcher),
      setGraceTime(sessions),
      runHarness(),
      stopVm(sessions),
      killVm(sessions),
      removeFromList(sessions),
    ],
    messages,
  );

  // Disposed in reverse: what a person sees goes before what it shows; the VMs live on in their hosts.
  context.subscriptions.push(
    log,
    sessions,
    terminals,
    treeView,
    statusBar,
    problems,
    testExplorer,
    drawings,
    timelines,
    journals,
    unitLinks,
    pastRuns,
    pastRunsView,
    commands,
  );

  // VMs from before a reload are shown without a word.
  sessions.findRunning().catch(note);

  return { vmStates: () => sessions.all.map(({ state }) => state), tests: () => testExplorer.listed };
}
