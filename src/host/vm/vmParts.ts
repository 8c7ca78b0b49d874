import { join } from 'node:path';
import type { RunFolder } from '../../core/artefacts/runFolder.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import { builtInProbes } from '../../core/probes/builtInProbes.ts';
import { selectProbes } from '../../core/probes/selectProbes.ts';
import { selectWaits } from '../../core/probes/selectWaits.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { CheckpointDesk } from '../checkpoint/checkpointDesk.ts';
import type { ConsoleHub } from '../console/consoleHub.ts';
import type { ConsoleRecorder } from '../console/consoleRecorder.ts';
import { FindingsDesk } from '../guest/findingsDesk.ts';
import { GuestLink } from '../guest/guestLink.ts';
import { JournalRecorder } from '../guest/journalRecorder.ts';
import { ProbeDesk } from '../guest/probeDesk.ts';
import type { SshDesk } from '../guest/sshDesk.ts';
import { WaitDesk } from '../guest/waitDesk.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { BegunMachine } from '../machine/beginMachine.ts';
import { MachineControls } from '../machine/machineControls.ts';
import type { VmFolder } from '../registry/vmFolder.ts';
import { hopelessBoot } from './hopelessBoot.ts';

/** A machine that runs, and what records its console. */
export interface StartedVm {
  /** With the accelerator that was taken in the end. */
  readonly spec: HostSpec;
  readonly folder: VmFolder;
  readonly runFolder: RunFolder;
  readonly hub: ConsoleHub;
  readonly recorder: ConsoleRecorder;
  readonly begun: BegunMachine;
  readonly ssh: SshDesk;
  readonly store: CheckpointStore;
  readonly startedAt: Date;
}

/** Everything that one VM is made of. */
export interface VmParts extends StartedVm {
  readonly link: GuestLink;
  readonly controls: MachineControls;
  readonly checkpoints: CheckpointDesk;
  readonly desk: ProbeDesk;
  readonly waits: WaitDesk;
  readonly journal: JournalRecorder;
  readonly findings: FindingsDesk;
  /** Aborted when the VM has ended. */
  readonly signal: AbortSignal;
}

/** Builds the parts of a VM around its machine; none of them does anything yet but the guest link. */
export function vmParts(started: StartedVm, signal: AbortSignal): VmParts {
  const { spec, folder, runFolder, hub, recorder, begun, store } = started;
  const { profile } = spec;
  const { machine } = begun;
  const log = (line: string): void => runFolder.log(line);
  const controls = new MachineControls({
    qmp: machine.qmp,
    profile,
    forwards: machine.forwards,
    disksFolder: machine.disksFolder,
    runFolder: runFolder.path,
    log,
  });
  const link = new GuestLink({
    hub,
    ports: machine.ports,
    streams: machine.streams,
    login: profile.login,
    phase: () => recorder.observer.phase,
    bootTimeoutMs: profile.bootTimeoutMs,
    resume: begun.agent,
    signal,
    log,
  });
  const checkpoints = new CheckpointDesk({
    spec,
    folder,
    runFolder: runFolder.path,
    machine,
    usedFiles: begun.usedFiles,
    link,
    controls,
    store,
    log,
  });
  const channel = async (timeoutMs: number, stop?: AbortSignal): Promise<AgentChannel> =>
    await link.ready(timeoutMs, stop);
  const desk = new ProbeDesk(selectProbes(builtInProbes, profile.probes, profile.probeSelection), runFolder, channel);
  const waits = new WaitDesk({
    waits: selectWaits(profile.waits ?? [], profile.probes),
    runFolder,
    channel,
    file: async (answer) => await desk.file(answer),
    hopeless: () => hopelessBoot(runFolder.metadata.findings, link.state),
    signal,
  });
  const journal = new JournalRecorder({
    file: join(runFolder.path, 'journal.ndjson'),
    log,
    onProblem: (error) => runFolder.noteProblem('journal.ndjson', error),
    onNone: (why) => {
      if (why !== undefined) log(`journal: ${why}`);
      void runFolder.updateMetadata({ limitations: why === undefined ? [] : [why] });
    },
    signal,
  });
  const findings = new FindingsDesk({ runFolder, recorder, profile, accelerator: spec.accelerator });
  link.start(async (channel) => {
    if (begun.start.kind === 'boot' && spec.start.kind === 'warm') await checkpoints.keepWarm(channel);
  });
  return { ...started, link, controls, checkpoints, desk, waits, journal, findings, signal };
}
