import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleByQemu } from '../../core/artefacts/consoleByQemu.ts';
import { missingConsole } from '../../core/artefacts/missingConsole.ts';
import { RunFolder } from '../../core/artefacts/runFolder.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import { builtInProbes } from '../../core/probes/builtInProbes.ts';
import { selectProbes } from '../../core/probes/selectProbes.ts';
import { selectWaits } from '../../core/probes/selectWaits.ts';
import type { QemuExit } from '../../core/vm/qemuProcess.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { stopStepTitle, stopVm } from '../../core/vm/stopLadder.ts';
import { beginMachine, type BegunMachine } from '../machine/beginMachine.ts';
import { CheckpointDesk } from '../checkpoint/checkpointDesk.ts';
import { checkpointStore } from '../checkpoint/checkpointStore.ts';
import { ConsoleHub } from '../console/consoleHub.ts';
import { ConsoleRecorder } from '../console/consoleRecorder.ts';
import { describeEnd } from './describeEnd.ts';
import { FindingsDesk } from '../guest/findingsDesk.ts';
import { GuestLink } from '../guest/guestLink.ts';
import type { HostSpec } from '../hostSpec.ts';
import { JournalRecorder } from '../guest/journalRecorder.ts';
import { MachineControls } from '../machine/machineControls.ts';
import { nixBuildLog } from '../../core/artefacts/nixBuildLog.ts';
import { ProbeDesk } from '../guest/probeDesk.ts';
import { watchForDeadlock } from '../guest/deadlockWatch.ts';
import { endTrouble } from './endTrouble.ts';
import { recordStart } from './recordStart.ts';
import type { RunningMachine } from '../machine/startMachine.ts';
import { distrust } from '../machine/startTrustedMachine.ts';
import { prepareSshKey, SshDesk } from '../guest/sshDesk.ts';
import { startTrouble } from './startTrouble.ts';
import { toolVersion } from '../toolVersion.ts';
import type { VmFolder } from '../registry/vmFolder.ts';
import { writeOwner } from '../registry/vmOwner.ts';
import type { ChannelState, VmEnd, VmState } from '../protocol/vmState.ts';
import { WaitDesk } from '../guest/waitDesk.ts';
import { watchAccelerator } from '../machine/watchAccelerator.ts';
import { watchGuestLife } from '../guest/watchGuestLife.ts';

/** Several changes at once are told together. */
const tellAfterMs = 20;
/** A guest that has been silent for so long is not waited for when it is to power itself off. */
const frozenAfterMs = 10_000;
/** By QMP's reason for SHUTDOWN; the last two come where a profile's own arguments say so (`-no-reboot`, `-action`). */
const shutdownCauses: Readonly<Record<string, Pick<VmEnd, 'cause' | 'sentence'>>> = {
  'guest-shutdown': { cause: 'guestPowerOff', sentence: 'The guest powered itself off.' },
  'guest-reset': { cause: 'guestPowerOff', sentence: 'The guest restarted, with which this machine ends.' },
  'guest-panic': { cause: 'guestPanic', sentence: "The guest's kernel panicked." },
};
const drainTimeoutMs = 5_000;
const screenshotTimeoutMs = 3_000;
/** Keys wait no longer than this for a size that is being set. */
const resizeBeforeKeysMs = 1_000;

/**
 * One VM from start to end: machine, console, guest channel, probes and run folder. What clients ask for arrives through
 * `rpcServer.ts`.
 *
 * Invariant: however the VM ends, the run folder is completed before `ended` settles.
 */
export class VmHost implements Disposable {
  readonly hub: ConsoleHub;
  readonly desk: ProbeDesk;
  readonly waits: WaitDesk;
  readonly journal: JournalRecorder;
  readonly controls: MachineControls;
  readonly ssh: SshDesk;
  readonly checkpoints: CheckpointDesk;
  /** Settles when the VM is gone and the run folder complete. */
  readonly ended: Promise<void>;
  readonly #spec: HostSpec;
  readonly #runFolder: RunFolder;
  readonly #findings: FindingsDesk;
  readonly #recorder: ConsoleRecorder;
  readonly #machine: RunningMachine;
  readonly #link: GuestLink;
  readonly #store = new DisposableStore();
  readonly #aborter = new AbortController();
  readonly #stateChanged = new Emitter<VmState>();
  readonly #start: BegunMachine['start'];
  readonly #startedAt: Date;
  #tellTimer: NodeJS.Timeout | undefined;
  /** The first cause wins. */
  #cause: { cause: VmEnd['cause']; sentence: string } | undefined;
  #stopping: Promise<void> | undefined;
  #resizing: Promise<void> = Promise.resolve();
  #step: string | undefined;
  #end: VmEnd | null = null;
  /** QEMU has ended; what follows is tidying up. */
  #isOver = false;
  graceTimeMs: number | 'keep';

  readonly onStateChanged: Event<VmState> = this.#stateChanged.event;

  /** Errors: UserError if the run folder cannot be made or QEMU does not start; what was made is then left for evidence. */
  static async start(wish: HostSpec, folder: VmFolder): Promise<VmHost> {
    const startedAt = new Date();
    const runFolder = await RunFolder.create({
      capturesFolder: wish.capturesFolder,
      ...(wish.runFolder === undefined ? {} : { path: wish.runFolder }),
      profileName: wish.profile.name,
      startedAt,
      toolVersion,
      // Before there is anything in it that would have to be completed.
      onMade: (path) => writeOwner(folder, { hostPid: process.pid, runFolder: path }),
    });
    runFolder.log(`launched by ${wish.client}: ${wish.image}`);
    if (wish.build !== undefined) copyFileSync(wish.build.logFile, join(runFolder.path, nixBuildLog));
    for (const warning of wish.warnings) runFolder.log(`warning: ${warning}`);
    const log = (line: string): void => runFolder.log(line);
    const hub = new ConsoleHub(join(runFolder.path, 'serial.log'));
    const recorder = ConsoleRecorder.create(runFolder.path, {
      title: wish.image,
      startedAt,
      watch: { patterns: wish.profile.consoleFailures },
      history: (offset, maxBytes) => hub.history(offset, maxBytes),
      onProblem: log,
    });
    hub.view.onData((data) => recorder.push(data));
    try {
      const { profile, sshKeyFile: keyFile } = wish;
      const key = prepareSshKey({ folder: folder.path, network: profile.network, keyFile });
      const store = checkpointStore(wish.checkpointLimitBytes);
      const options = { spec: wish, folder, runFolder: runFolder.path, hub, recorder, store, log };
      const begun = await beginMachine(options);
      const spec = { ...wish, accelerator: begun.accelerator };
      const { forwards } = begun.machine;
      const ssh = await SshDesk.create({ folder: folder.path, forwards, key, log });
      return new VmHost({ spec, folder, runFolder, hub, recorder, begun, ssh, store, startedAt });
    } catch (error) {
      recorder.dispose();
      await recorder.end();
      const sentence = messageOf(error);
      const findings = new FindingsDesk({ runFolder, recorder, profile: wish.profile, accelerator: wish.accelerator });
      await findings.end(startTrouble(error));
      await runFolder.finish({ cause: 'hostFailure', sentence, exitCode: null, signal: null });
      throw error;
    }
  }

  private constructor(parts: {
    spec: HostSpec;
    folder: VmFolder;
    runFolder: RunFolder;
    hub: ConsoleHub;
    recorder: ConsoleRecorder;
    begun: BegunMachine;
    ssh: SshDesk;
    store: CheckpointStore;
    startedAt: Date;
  }) {
    const { spec, runFolder, hub, recorder } = parts;
    const { machine, start, agent } = parts.begun;
    this.#spec = spec;
    this.#runFolder = runFolder;
    this.hub = this.#store.add(hub);
    this.#recorder = recorder;
    this.#machine = machine;
    this.#start = start;
    this.ssh = parts.ssh;
    this.#startedAt = parts.startedAt;
    this.graceTimeMs = spec.graceTimeMs;
    const log = (line: string): void => runFolder.log(line);
    this.checkpoints = new CheckpointDesk({
      spec,
      folder: parts.folder,
      runFolder: runFolder.path,
      machine,
      link: () => this.#link,
      controls: () => this.controls,
      store: parts.store,
      log,
    });
    this.#link = new GuestLink({
      hub,
      ports: machine.ports,
      streams: machine.streams,
      login: spec.profile.login,
      phase: () => recorder.observer.phase,
      bootTimeoutMs: spec.profile.bootTimeoutMs,
      resume: agent,
      beforeFirstReady: async (channel) => {
        if (start.kind === 'boot' && spec.start.kind === 'warm') await this.checkpoints.keepWarm(channel);
      },
      signal: this.#aborter.signal,
      log,
    });
    this.controls = this.#store.add(
      new MachineControls({
        qmp: machine.qmp,
        profile: spec.profile,
        forwards: machine.forwards,
        disksFolder: machine.disksFolder,
        runFolder: runFolder.path,
        log,
      }),
    );
    const probes = selectProbes(builtInProbes, spec.profile.probes, spec.profile.probeSelection);
    const channel = async (timeoutMs: number, signal?: AbortSignal): Promise<AgentChannel> =>
      await this.#link.ready(timeoutMs, signal);
    this.desk = new ProbeDesk(probes, runFolder, channel);
    this.waits = new WaitDesk({
      waits: selectWaits(spec.profile.waits ?? [], spec.profile.probes),
      runFolder,
      channel,
      file: async (answer) => await this.desk.file(answer),
      hopeless: () => this.#hopeless(),
      signal: this.#aborter.signal,
    });
    this.journal = this.#store.add(
      new JournalRecorder({
        file: join(runFolder.path, 'journal.ndjson'),
        log,
        onProblem: (error) => runFolder.noteProblem('journal.ndjson', error),
        onNone: (why) => {
          log(`journal: ${why}`);
          void runFolder.updateMetadata({ limitations: [why] });
        },
        signal: this.#aborter.signal,
      }),
    );
    this.#findings = this.#store.add(
      new FindingsDesk({ runFolder, recorder, profile: spec.profile, accelerator: spec.accelerator }),
    );
    if (start.kind === 'checkpoint') this.#findings.look();
    void runFolder.updateMetadata({ start, phases: recorder.observer.phases, failures: recorder.observer.failures });
    recordStart(runFolder, { spec, argv: machine.argv, sshKey: parts.ssh.key, signal: this.#aborter.signal });
    this.#watch();
    this.ended = machine.qemu.exited.then(async (exit) => await this.#finish(exit));
  }

  get state(): VmState {
    const { observer } = this.#recorder;
    return {
      id: this.#spec.id,
      profile: this.#spec.profile.name,
      image: this.#spec.image,
      runFolder: this.#runFolder.path,
      hostPid: process.pid,
      qemuPid: this.#end === null ? this.#machine.qemu.pid : null,
      startedAt: this.#startedAt.toISOString(),
      start: this.#start,
      accelerator: this.#spec.accelerator,
      machine: this.controls.state,
      ssh: this.ssh.access,
      phase: observer.phase,
      phases: observer.phases,
      failures: observer.failures,
      channel: this.#link.state,
      probes: this.desk.statuses,
      waits: this.waits.waits,
      findings: this.#runFolder.metadata.findings,
      consoleBytes: this.hub.length,
      automationTyping: this.hub.isAutomationTyping,
      graceTimeMs: this.graceTimeMs,
      end: this.#end,
    };
  }

  async channel(timeoutMs: number, signal?: AbortSignal): Promise<AgentChannel> {
    return await this.#link.ready(timeoutMs, signal);
  }

  /** Tells the guest's terminal line its size, out of band; nothing is typed. */
  async resizeConsole(size: { readonly rows: number; readonly columns: number }): Promise<void> {
    const resizing = this.#link.resize(size);
    this.#resizing = resizing.catch(() => undefined);
    await resizing;
  }

  /** Types for a person. A size that was told before is set before, so that what the keys start finds it. */
  async writeConsole(data: Buffer): Promise<void> {
    const deadline = new Deadline("the terminal's size to be set", resizeBeforeKeysMs);
    await deadline.race(this.#resizing).catch(() => undefined);
    this.hub.write(data);
  }

  async writeReport(): Promise<string> {
    return await this.#runFolder.writeReport();
  }

  log(line: string): void {
    this.#runFolder.log(line);
  }

  changed(): void {
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = undefined;
      this.#stateChanged.fire(this.state);
    }, tellAfterMs);
  }

  /** Goes down the stop ladder; settles when the run folder is complete. Asked again, it waits for the same end. */
  async stop(options: { cause: VmEnd['cause']; sentence: string; kill: boolean }): Promise<void> {
    this.#cause ??= { cause: options.cause, sentence: options.sentence };
    if (options.kill) this.#machine.qemu.kill('SIGKILL');
    this.#stopping ??= this.#descend(options.kill);
    await this.#stopping;
    await this.ended;
  }

  dispose(): void {
    clearTimeout(this.#tellTimer);
    this.#aborter.abort();
    this.#store.dispose();
  }

  async #descend(kill: boolean): Promise<void> {
    const { qemu, qmp } = this.#machine;
    const { state } = this.#link;
    if (!kill) await this.controls.resumeToStop();
    if (!kill && state.state !== 'ready') await this.#keepLastScreen();
    this.#link.seekNoMore('The VM is being stopped.');
    const { step } = await stopVm({
      qemu,
      qmp,
      kill,
      // A guest that has not come to its userspace does not listen to the power button.
      powerButton: ['userspace', 'login', 'ready'].includes(this.#recorder.observer.phase) ? 'press' : 'skip',
      askGuest: state.state === 'ready' && !isFrozen(state) ? () => this.#askGuestToPowerOff() : undefined,
      log: (line) => this.#runFolder.log(line),
    });
    this.#step = stopStepTitle[step];
  }

  /** Of a guest that could not be asked, its screen may show more than its console. */
  async #keepLastScreen(): Promise<void> {
    const deadline = new Deadline('the last screen', screenshotTimeoutMs);
    await deadline
      .race(this.controls.run({ kind: 'screenshot' }))
      .catch((error: unknown) => this.log(messageOf(error)));
  }

  async #askGuestToPowerOff(): Promise<void> {
    const channel = await this.#link.ready(1);
    await channel.run({ command: { script: 'systemctl poweroff || poweroff' }, timeoutMs: 10_000 });
  }

  /** Why nothing more will come in this guest, as a clause; undefined while it may. */
  #hopeless(): string | undefined {
    if (this.#runFolder.metadata.findings.some(({ kind }) => kind === 'deadlock')) return 'the boot is deadlocked';
    const { state } = this.#link;
    return state.state === 'none' ? state.why.replace(/\.$/, '') : undefined;
  }

  #watch(): void {
    const { observer } = this.#recorder;
    const recordConsole = (): void => {
      void this.#runFolder.updateMetadata({ phases: observer.phases, failures: observer.failures });
      this.#findings.look();
      this.changed();
    };
    this.#store.add(
      observer.onPhase((entry) => {
        this.#runFolder.log(`phase: ${entry.phase}`);
        recordConsole();
      }),
    );
    this.#store.add(
      observer.onFailure((failure) => {
        this.#runFolder.log(`console: ${failure.title}`);
        recordConsole();
      }),
    );
    this.#store.add(observer.onFailureCompleted(recordConsole));
    this.#store.add(
      watchGuestLife({
        qmp: this.#machine.qmp,
        observer,
        controls: this.controls,
        link: this.#link,
        onRestarted: () => {
          this.#findings.forgetCaptures();
          this.ssh.forgetHostKey();
        },
        onSurvived: () => observer.markReady(this.#recorder.elapsedMs),
        signal: this.#aborter.signal,
      }),
    );
    this.#store.add(this.#link.onSilenceChanged(() => this.changed()));
    this.#store.add(
      this.#link.onStateChanged((state) => {
        if (state.state === 'ready') {
          observer.markReady(this.#recorder.elapsedMs);
          void this.#followJournal();
          void this.#watchForDeadlock();
          void this.#runFolder.updateMetadata({ channel: { kind: state.kind, why: null }, failure: null });
        }
        // That the channel goes with the VM is no failure: how it stood before is what counts.
        if (state.state === 'none' && !this.#isOver) {
          void this.#runFolder.updateMetadata({ channel: { kind: 'none', why: state.why }, failure: state.why });
          this.#findings.look();
        }
        this.changed();
      }),
    );
    this.#store.add(
      watchAccelerator(this.#machine, this.#spec.accelerator, (why) => {
        void this.#endDistrusted(why);
      }),
    );
    this.#store.add(this.desk.onChanged(() => this.changed()));
    this.#store.add(this.desk.onAnswered((answered) => this.#findings.take(answered)));
    this.#store.add(this.#findings.onChanged(() => this.changed()));
    this.#store.add(this.controls.onChanged(() => this.changed()));
    this.#store.add(this.hub.onAutomationTyping(() => this.changed()));
    this.#store.add(this.hub.onProblem((error) => this.#runFolder.noteProblem('serial.log', error)));
    this.#store.add(this.#runFolder.onProblem((problem) => this.#runFolder.log(problem.full)));
    this.#store.add(
      this.#machine.qmp.onEvent(({ event, data }) => {
        this.#runFolder.log(`QEMU: ${event}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`);
        if (event === 'SHUTDOWN') this.#cause ??= shutdownCauses[String(data?.['reason'])];
      }),
    );
  }

  /** The machine is lost; what can be done is that the next one runs. */
  async #endDistrusted(why: string): Promise<void> {
    const isAuto = this.#spec.profile.accelerator === 'auto';
    const next = isAuto ? 'The next launch takes emulation.' : 'Choose the accelerator auto or tcg.';
    this.#cause ??= { cause: 'qemuExit', sentence: `${why}. ${next}` };
    this.#machine.qemu.kill('SIGKILL');
    if (isAuto) await distrust(this.#spec, why);
  }

  async #followJournal(): Promise<void> {
    try {
      this.journal.follow(await this.#link.ready(1, this.#aborter.signal));
    } catch (error) {
      // The channel is gone again; the next one is followed.
      if (!this.#aborter.signal.aborted) this.#runFolder.log(`journal: ${messageOf(error)}`);
    }
  }

  /** A boot that hangs in a deadlock names its cause by itself: the answer that shows it is filed as if it had been asked for. */
  async #watchForDeadlock(): Promise<void> {
    const probe = this.desk.statuses.find((status) => status.probe.id === 'jobs')?.probe;
    if (probe === undefined) return;
    const { signal } = this.#aborter;
    try {
      const channel = await this.#link.ready(1, signal);
      const answer = await watchForDeadlock({ channel, probe, signal });
      if (answer !== undefined) await this.desk.file(answer);
    } catch (error) {
      // The VM ended, or its channel did; whoever asks next is told why.
      if (!signal.aborted) this.#runFolder.log(`watch for deadlocks: ${messageOf(error)}`);
    }
  }

  /** Takes what QEMU had of the guest and could not send any more. */
  async #completeConsole(): Promise<void> {
    try {
      const rest = await missingConsole(this.#runFolder.path, this.#start);
      if (rest === undefined) this.#runFolder.log(`serial.log: it does not fit to ${consoleByQemu}`);
      if (rest === undefined || rest.length === 0) return;
      this.hub.complete(rest);
      this.#runFolder.log(`serial.log: the last bytes, ${String(rest.length)}, are from QEMU's own log`);
    } catch (error) {
      this.#runFolder.noteProblem('serial.log', error);
    }
  }

  async #finish(exit: QemuExit): Promise<void> {
    this.#isOver = true;
    this.#link.dispose();
    // The ladder knows by which step it ended.
    await this.#stopping;
    const end = describeEnd(exit, { cause: this.#cause, step: this.#step });
    this.#runFolder.log(`end: ${end.sentence}`);
    // QEMU's exit is seen before its socket is read to the end.
    await new Deadline('the rest of the console', drainTimeoutMs).race(this.hub.drained).catch((error: unknown) => {
      this.#runFolder.log(messageOf(error));
    });
    await this.#completeConsole();
    this.hub.end();
    await this.journal.end();
    await this.#recorder.end();
    const { observer } = this.#recorder;
    await this.#runFolder.updateMetadata({ phases: observer.phases, failures: observer.failures });
    await this.#findings.end(endTrouble(end, exit.stderr));
    await this.#runFolder.finish(end);
    this.#end = end;
    this.#aborter.abort();
    clearTimeout(this.#tellTimer);
    this.#stateChanged.fire(this.state);
    this.#machine.cleanUp();
  }
}

function isFrozen({ silentSince }: Extract<ChannelState, { state: 'ready' }>): boolean {
  return silentSince !== undefined && Date.now() - Date.parse(silentSince) > frozenAfterMs;
}
