import { Deadline } from '../../core/common/deadline.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import type { QemuExit } from '../../core/vm/qemuProcess.ts';
import type { CheckpointDesk } from '../checkpoint/checkpointDesk.ts';
import type { ConsoleHub } from '../console/consoleHub.ts';
import type { JournalRecorder } from '../guest/journalRecorder.ts';
import type { ProbeDesk } from '../guest/probeDesk.ts';
import type { SshDesk } from '../guest/sshDesk.ts';
import type { WaitDesk } from '../guest/waitDesk.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { MachineControls } from '../machine/machineControls.ts';
import type { VmEnd, VmState } from '../protocol/vmState.ts';
import type { VmFolder } from '../registry/vmFolder.ts';
import { recordStart } from './recordStart.ts';
import { startVm } from './startVm.ts';
import { type EndCause, VmEnding } from './vmEnding.ts';
import { type StartedVm, type VmParts, vmParts } from './vmParts.ts';
import { watchVm } from './watchVm.ts';

/** Several changes at once are told together. */
const tellAfterMs = 20;
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
  readonly #parts: VmParts;
  readonly #ending: VmEnding;
  readonly #store = new DisposableStore();
  readonly #aborter = new AbortController();
  readonly #stateChanged = new Emitter<VmState>();
  #tellTimer: NodeJS.Timeout | undefined;
  #resizing: Promise<void> = Promise.resolve();
  #end: VmEnd | null = null;
  graceTimeMs: number | 'keep';

  readonly onStateChanged: Event<VmState> = this.#stateChanged.event;

  /** Errors: as `startVm`. */
  static async start(wish: HostSpec, folder: VmFolder): Promise<VmHost> {
    return new VmHost(await startVm(wish, folder));
  }

  private constructor(started: StartedVm) {
    const { spec, runFolder, begun, recorder, ssh } = started;
    const { signal } = this.#aborter;
    const parts = vmParts(started, signal);
    this.#parts = parts;
    this.#ending = new VmEnding(parts);
    this.graceTimeMs = spec.graceTimeMs;
    this.hub = this.#store.add(parts.hub);
    this.desk = parts.desk;
    this.waits = parts.waits;
    this.journal = this.#store.add(parts.journal);
    this.controls = this.#store.add(parts.controls);
    this.ssh = parts.ssh;
    this.checkpoints = parts.checkpoints;
    this.#store.add(parts.findings);
    const { start, machine } = begun;
    if (start.kind === 'checkpoint') parts.findings.look();
    void runFolder.updateMetadata({ start, ...recorder.seen });
    recordStart(runFolder, { spec, argv: machine.argv, sshKey: ssh.key, signal });
    this.#store.add(watchVm(parts, this.#ending, () => this.changed()));
    this.ended = machine.qemu.exited.then(async (exit) => await this.#finish(exit));
  }

  get state(): VmState {
    const { spec, recorder, runFolder, link, startedAt, begun } = this.#parts;
    const { observer } = recorder;
    return {
      id: spec.id,
      profile: spec.profile.name,
      image: spec.image,
      runFolder: runFolder.path,
      hostPid: process.pid,
      qemuPid: this.#end === null ? begun.machine.qemu.pid : null,
      startedAt: startedAt.toISOString(),
      start: begun.start,
      accelerator: spec.accelerator,
      machine: this.controls.state,
      ssh: this.ssh.access,
      phase: observer.phase,
      phases: observer.phases,
      failures: observer.failures,
      channel: link.state,
      probes: this.desk.statuses,
      waits: this.waits.waits,
      findings: runFolder.metadata.findings,
      consoleBytes: this.hub.length,
      automationTyping: this.hub.isAutomationTyping,
      graceTimeMs: this.graceTimeMs,
      end: this.#end,
    };
  }

  async channel(timeoutMs: number, signal?: AbortSignal): Promise<AgentChannel> {
    return await this.#parts.link.ready(timeoutMs, signal);
  }

  /** Tells the guest's terminal line its size, out of band; nothing is typed. */
  async resizeConsole(size: { readonly rows: number; readonly columns: number }): Promise<void> {
    const resizing = this.#parts.link.resize(size);
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
    return await this.#parts.runFolder.writeReport();
  }

  log(line: string): void {
    this.#parts.runFolder.log(line);
  }

  changed(): void {
    this.#tellTimer ??= setTimeout(() => {
      this.#tellTimer = undefined;
      this.#stateChanged.fire(this.state);
    }, tellAfterMs);
  }

  /** Goes down the stop ladder; settles when the run folder is complete. Asked again, it waits for the same end. */
  async stop({ kill, ...cause }: EndCause & { readonly kill: boolean }): Promise<void> {
    this.#ending.note(cause);
    await this.#ending.stop({ kill });
    await this.ended;
  }

  dispose(): void {
    clearTimeout(this.#tellTimer);
    this.#aborter.abort();
    this.#store.dispose();
  }

  async #finish(exit: QemuExit): Promise<void> {
    this.#end = await this.#ending.complete(exit);
    this.#aborter.abort();
    clearTimeout(this.#tellTimer);
    this.#stateChanged.fire(this.state);
    this.#parts.begun.machine.cleanUp();
  }
}
