import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { BootPhase, ConsoleFailure, PhaseEntry } from '../../core/console/phases/bootPhase.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { ChannelKind } from '../../core/guest/guestChannel.ts';
import type { SshAccess } from '../../core/ssh/sshAccess.ts';
import type { MachineState } from '../../core/vm/machineState.ts';
import type { RunStart } from '../../core/vm/checkpoint/runStart.ts';
import type { Probe } from '../../core/probes/probe.ts';
import type { Wait } from '../../core/probes/wait.ts';

export type ChannelState =
  | { readonly state: 'waiting' } // nobody has logged in yet
  | { readonly state: 'connecting'; readonly doing: string }
  | {
      readonly state: 'ready';
      readonly kind: Exclude<ChannelKind, 'none'>;
      /** ISO 8601, UTC: the guest has not answered anything since, though it was asked. Requests wait for it. */
      readonly silentSince?: string;
    }
  | { readonly state: 'lost'; readonly why: string }
  | { readonly state: 'none'; readonly why: string };

export interface ProbeStatus {
  readonly probe: Probe;
  readonly running: boolean;
  /** The last answer. */
  readonly capture?: CaptureRecord;
  /** Why the last try brought no answer. */
  readonly error?: string;
}

/** How a VM came to its end; the first cause is kept. */
export interface VmEnd {
  readonly cause:
    | 'requested' // somebody asked to stop it
    | 'graceTime' // no client for the grace time
    | 'guestPowerOff'
    | 'guestPanic'
    | 'qemuExit' // QEMU ended by itself or was killed from outside
    | 'hostFailure'; // the VM host could not go on
  /** One sentence. */
  readonly sentence: string;
  /** The step of the stop ladder that worked. */
  readonly step?: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** Everything a client needs to show one VM; sent whole, small enough to send on each change. */
export interface VmState {
  readonly id: string;
  readonly profile: string;
  /** What is booted, as a person would name it: a file name, `sample: applied`. */
  readonly image: string;
  readonly runFolder: string;
  readonly hostPid: number;
  readonly qemuPid: number | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** By a boot, or from a checkpoint. */
  readonly start: RunStart;
  readonly accelerator: { readonly kind: string; readonly why: string };
  readonly machine: MachineState;
  /** Null: no port leads to the guest's SSH, or this machine has none. */
  readonly ssh: SshAccess | null;
  readonly phase: BootPhase;
  readonly phases: readonly PhaseEntry[];
  readonly failures: readonly ConsoleFailure[];
  readonly channel: ChannelState;
  readonly probes: readonly ProbeStatus[];
  readonly waits: readonly Wait[];
  readonly findings: readonly Finding[];
  /** Bytes the guest has written to its console. */
  readonly consoleBytes: number;
  /** Automation types on the console; a person's keys are held back and delivered afterwards. */
  readonly automationTyping: boolean;
  readonly graceTimeMs: number | 'keep';
  readonly end: VmEnd | null;
}
