import * as vscode from 'vscode';
import { Deadline } from '../../core/common/deadline.ts';
import { builtProfile } from '../../host/client/builtProfile.ts';
import { launchProfile } from '../../host/client/launchProfile.ts';
import { type PreparedCommandLine, prepareCommandLine } from '../../host/client/prepareCommandLine.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import type { ConsoleTerminals } from '../console/consoleTerminals.ts';
import { type JobProgress, runWithProgress } from '../runWithProgress.ts';
import { readSettings } from '../settings.ts';
import { LogPseudoterminal } from '../terminals/logPseudoterminal.ts';
import { channelText } from '../text/channelText.ts';
import { phaseText } from '../text/phaseText.ts';
import type { VmSession } from '../vms/vmSession.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import { absolutePath } from './absolutePath.ts';
import { capturesFolder } from './capturesFolder.ts';
import type { LaunchChoice } from './launchChoice.ts';

interface Tell {
  /** Keeps what went wrong after the VM had started; the tree tells it too. */
  readonly note: (error: unknown) => void;
  /** Shows what the person should know before the VM runs. */
  readonly warn: (sentence: string) => void;
}

/** Starts VMs and shows them. */
export class Launcher {
  readonly #sessions: VmSessions;
  readonly #terminals: ConsoleTerminals;
  readonly #tell: Tell;

  constructor(sessions: VmSessions, terminals: ConsoleTerminals, tell: Tell) {
    this.#sessions = sessions;
    this.#terminals = terminals;
    this.#tell = tell;
  }

  /**
   * Settles when the VM runs and its console is attached. The progress goes on until the guest is ready; its Cancel stops
   * the VM.
   *
   * Errors: as launchVm.
   */
  async launch(choice: LaunchChoice): Promise<VmSession> {
    return await new Promise<VmSession>((resolve, reject) => {
      let isStarted = false;
      runWithProgress({ title: `Booting ${choice.profile.name}`, showAfterMs: 300 }, async (progress) => {
        const session = await this.start(choice, progress);
        if (!progress.signal.aborted) this.#terminals.attach(session);
        isStarted = true;
        resolve(session);
        await follow(session, progress, choice.profile.bootTimeoutMs);
      }).catch((error: unknown) => {
        if (isStarted) this.#tell.note(error);
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  /** What a launch would run; nothing is started. Errors: as launchVm. */
  async prepare(choice: LaunchChoice): Promise<PreparedCommandLine> {
    return await prepareCommandLine({
      ...machineOptions(choice.folder),
      profile: builtProfile(choice.profile),
      onRemark: this.#tell.warn,
    });
  }

  /** Settles when the VM runs and is on the list; its console is not shown. Errors: as launchVm. */
  async start({ profile, image, folder, start }: LaunchChoice, progress: JobProgress): Promise<VmSession> {
    progress.step(profile.source.kind === 'nix' ? 'building with nix' : 'starting');
    const settings = readSettings(folder?.uri);
    const client = await launchProfile({
      ...machineOptions(folder),
      profile,
      image,
      graceTimeMs: settings.graceTimeMs,
      start: start ?? { kind: settings.warmLaunch === 'always' ? 'warm' : 'boot' },
      checkpointLimitBytes: settings.checkpointLimitBytes,
      client: 'VS Code',
      onBuildLog: buildLog(profile.name),
      onRemark: this.#tell.warn,
      signal: progress.signal,
    });
    return this.#sessions.add(client);
  }
}

function machineOptions(
  folder: LaunchChoice['folder'],
): Omit<Parameters<typeof prepareCommandLine>[0], 'profile' | 'onRemark' | 'signal'> {
  const settings = readSettings(folder?.uri);
  return {
    capturesFolder: capturesFolder(folder),
    ...(settings.qemuPath === undefined ? {} : { qemuPath: absolutePath(settings.qemuPath) }),
  };
}

/** Shows what a build writes in a terminal that is opened by its first line. */
function buildLog(profile: string): (text: string) => void {
  let log: LogPseudoterminal | undefined;
  return (text) => {
    if (log === undefined) {
      log = new LogPseudoterminal();
      const iconPath = new vscode.ThemeIcon('tools');
      vscode.window.createTerminal({ name: `Build ${profile}`, iconPath, pty: log }).show(true);
    }
    log.append(text);
  };
}

/** Says how far the boot is until there is nothing more to wait for. */
async function follow(session: VmSession, { step, signal }: JobProgress, bootTimeoutMs: number): Promise<void> {
  const subscription = session.onChanged((state) => step(said(state)));
  try {
    step(said(session.state));
    if (isSettled(session.state) || signal.aborted) return;
    const deadline = new Deadline(`${session.name} to be ready`, bootTimeoutMs);
    await session.client.until(deadline, isSettled, signal);
  } finally {
    subscription.dispose();
    if (signal.aborted && session.isRunning) await session.client.stop({ kill: true });
  }
}

function isSettled({ phase, end, channel }: VmState): boolean {
  return end !== null || phase === 'ready' || phase === 'failed' || phase === 'stopped' || channel.state === 'none';
}

function said(state: VmState): string {
  return state.channel.state === 'connecting' ? channelText(state.channel) : phaseText(state);
}
