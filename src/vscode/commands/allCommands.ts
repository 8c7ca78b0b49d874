import type { ConsoleTerminals } from '../console/consoleTerminals.ts';
import type { DrawingPanels } from '../drawings/drawingPanels.ts';
import type { TimelinePanels } from '../drawings/timelinePanels.ts';
import type { JournalTerminals } from '../journal/journalTerminals.ts';
import type { Launcher } from '../launch/launcher.ts';
import type { Messages } from '../messages.ts';
import type { PastRunsModel } from '../pastRuns/pastRunsModel.ts';
import type { SshTerminals } from '../terminals/sshTerminals.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { attachConsole } from './attachConsole.ts';
import { attachDisk } from './attachDisk.ts';
import { captureArtefacts } from './captureArtefacts.ts';
import { chooseImage } from './chooseImage.ts';
import { compareRun } from './compareRun.ts';
import { copySshCommand } from './copySshCommand.ts';
import { createProfile } from './createProfile.ts';
import { deleteRun } from './deleteRun.ts';
import { detachDisk } from './detachDisk.ts';
import { killVm } from './killVm.ts';
import { launchFromCheckpoint } from './launchFromCheckpoint.ts';
import { launchVm } from './launchVm.ts';
import { markAsBaseline } from './markAsBaseline.ts';
import { openFailure } from './openFailure.ts';
import { openFinding } from './openFinding.ts';
import { openProbeResult } from './openProbeResult.ts';
import { openRawSerialLog } from './openRawSerialLog.ts';
import { openReport } from './openReport.ts';
import { openRunFolder } from './openRunFolder.ts';
import { openSerialLog } from './openSerialLog.ts';
import { openSshTerminal } from './openSshTerminal.ts';
import { pauseVm } from './pauseVm.ts';
import { plotBootTimes } from './plotBootTimes.ts';
import { plugInNetwork } from './plugInNetwork.ts';
import { pressPowerButton } from './pressPowerButton.ts';
import { refreshPastRuns } from './refreshPastRuns.ts';
import { removeFromList } from './removeFromList.ts';
import { resetVm } from './resetVm.ts';
import { resumeVm } from './resumeVm.ts';
import { runAllProbes } from './runAllProbes.ts';
import { runHarness } from './runHarness.ts';
import { runProbe } from './runProbe.ts';
import { saveCheckpoint } from './saveCheckpoint.ts';
import { sendKeys } from './sendKeys.ts';
import { setGraceTime } from './setGraceTime.ts';
import { showCommandLine } from './showCommandLine.ts';
import { showJournal } from './showJournal.ts';
import { showTimeline } from './showTimeline.ts';
import { stopVm } from './stopVm.ts';
import { takeScreenshot } from './takeScreenshot.ts';
import { unplugNetwork } from './unplugNetwork.ts';
import { RunPicker } from '../vms/runPicker.ts';

/** What commands work with; each takes what it needs. */
interface Parts {
  readonly sessions: VmSessions;
  readonly terminals: ConsoleTerminals;
  readonly journals: JournalTerminals;
  readonly sshTerminals: SshTerminals;
  readonly launcher: Launcher;
  readonly messages: Messages;
  readonly drawings: DrawingPanels;
  readonly timelines: TimelinePanels;
  readonly pastRuns: PastRunsModel;
}

/** Every command of package.json. */
export function allCommands(parts: Parts): readonly Command[] {
  const { sessions, terminals, journals, sshTerminals, launcher, messages, drawings, timelines, pastRuns } = parts;
  const runs = new RunPicker(sessions, pastRuns);
  return [
    launchVm(launcher),
    chooseImage(launcher),
    createProfile(),
    attachConsole(sessions, terminals),
    runProbe(sessions),
    openProbeResult(sessions),
    runAllProbes(sessions),
    captureArtefacts(sessions),
    openSerialLog(sessions),
    openRawSerialLog(sessions),
    openRunFolder(runs),
    openReport(runs),
    showTimeline(runs, timelines),
    plotBootTimes(pastRuns, drawings),
    refreshPastRuns(pastRuns),
    deleteRun(runs, sessions, pastRuns, messages),
    markAsBaseline(runs),
    compareRun(runs),
    openFailure(sessions),
    openFinding(sessions),
    showJournal(sessions, journals),
    openSshTerminal(sessions, sshTerminals),
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
  ];
}
