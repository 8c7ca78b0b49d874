import type { ConsoleFailure, PhaseEntry } from '../console/phases/bootPhase.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunStart } from '../vm/checkpoint/runStart.ts';
import type { ChannelKind } from '../guest/guestChannel.ts';
import type { CaptureRecord } from './captureRecord.ts';
import type { RecordedProfile } from './recordedProfile.ts';
import type { WaitRecord } from './waitRecord.ts';

/** What was booted. Null where it is not known or does not apply. */
export interface RecordedImage {
  /** As a person would name it: a file name, `sample: applied`. */
  readonly title: string;
  readonly path: string | null;
  readonly bytes: number | null;
  /** Hexadecimal. */
  readonly sha256: string | null;
  readonly storePath: string | null;
  readonly deriver: string | null;
  readonly narHash: string | null;
}

/** The machine that ran the VM. */
export interface RecordedHost {
  readonly os: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryMib: number;
  readonly qemuVersion: string;
  readonly accelerator: { readonly kind: string; readonly why: string };
}

/** How the VM came to its end; the first cause. Has the form of the VM host's `VmEnd`. */
export interface RecordedEnd {
  /** `guestPanic`, `qemuExit` and `hostFailure` make the run a failed one. */
  readonly cause: string;
  /** One sentence. */
  readonly sentence: string;
  readonly step?: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** A program that booted the image itself, in a terminal, and the run folder is about. */
export interface RecordedHarness {
  readonly command: readonly string[];
  /** Where it ran; absolute. */
  readonly folder: string;
  /** As a shell tells it; null while it runs. */
  readonly exitStatus: number | null;
}

/** Evidence that was wanted and could not be had. */
export interface MissingCapture {
  readonly probe: string;
  readonly title: string;
  readonly why: string;
}

/** Something that could not be written to the run folder. */
export interface WriteProblem {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Relative to the run folder. */
  readonly file: string;
  /** In words: "no space left on device". */
  readonly why: string;
  /** The system's name for it: ENOSPC. */
  readonly code?: string;
}

/**
 * `passed`: every expectation was met. `unmet`: one was not. `failed`: the VM did not come so far, or fell over.
 * `incomplete`: not everything could be told, or nothing was asked.
 */
export type Outcome = 'passed' | 'unmet' | 'failed' | 'incomplete';

/** metadata.json of a run folder. Invariant: on disk it is valid JSON at every instant. */
export interface RunMetadata {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'boot-image-vm'; readonly version: string };
  readonly vm: { readonly id: string | null };
  /** Only there if a harness ran the VM and not this tool. */
  readonly harness?: RecordedHarness;
  readonly profile: RecordedProfile | { readonly name: string };
  readonly image: RecordedImage | null;
  readonly host: RecordedHost | null;
  /** QEMU and its arguments, as they were given to it. */
  readonly argv: readonly string[];
  /** The public key that SSH comes into the guest with, as ssh-keygen tells it; null if there is none. */
  readonly sshKey: { readonly fingerprint: string } | null;
  /** ISO 8601, UTC; `endedAt` is null while the VM runs. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** By a boot, or from a checkpoint; null until that is known. */
  readonly start: RunStart | null;
  readonly channel: { readonly kind: ChannelKind; readonly why: string | null } | null;
  /** Of the present boot. */
  readonly phases: readonly PhaseEntry[];
  /** When that boot began, in milliseconds since the VM was started; 0 for the first. Runs of an early version have none. */
  readonly bootAtMs?: number;
  /** How long the first boot took that came to `ready`, also when the machine was started anew since. */
  readonly bootMs?: number;
  readonly failures: readonly ConsoleFailure[];
  readonly captures: readonly CaptureRecord[];
  readonly missing: readonly MissingCapture[];
  /** What else could not be had, one sentence each; it does not count in the outcome. */
  readonly limitations?: readonly string[];
  /** Each wait with its last try. Runs of an early version have none. */
  readonly waits?: readonly WaitRecord[];
  readonly findings: readonly Finding[];
  readonly problems: readonly WriteProblem[];
  /** Why the VM failed, in one sentence, if it did in a way that `failures` and `end` do not tell: nobody could log in. */
  readonly failure: string | null;
  readonly outcome: Outcome;
  /** The outcome in one sentence. */
  readonly result: string;
  readonly end: RecordedEnd | null;
}
