import type { ConsoleFailure } from '../console/phases/bootPhase.ts';
import type { CapturedAnswer } from './capturedAnswer.ts';
import type { ProfileFindingRule } from '../image/profile/profile.ts';

/** A failure of the console, and where serial.txt shows it. */
export interface LocatedFailure {
  readonly failure: ConsoleFailure;
  readonly firstLine: number;
  readonly lastLine: number;
  /** What a profile says of a pattern of its own. */
  readonly explanation?: string;
  readonly next?: string;
}

/** The machine around the VM. */
export interface HostFacts {
  readonly accelerator: { readonly kind: string; readonly why: string };
  /** What the profile asks for. */
  readonly acceleratorChoice: string;
  readonly kvm: 'present' | 'absent';
  /** What the host itself could not do: from its own errors, never from the guest. */
  readonly troubles: readonly HostTrouble[];
}

export interface HostTrouble {
  readonly kind: 'disk-full' | 'port-taken' | 'memory' | 'qemu-killed' | 'no-room' | 'image-in-use';
  readonly sentence: string;
  readonly next: string;
  /** Relative to the run folder; null if no file shows it. */
  readonly file: string | null;
}

/** The VM's own network; a card that nobody gave is not missed. */
export interface NetworkFacts {
  readonly kind: 'user' | 'none';
  /** The cable, as it is plugged now. */
  readonly link: 'up' | 'down';
  /** Since when it is, by the host's clock; 0 if from the start. */
  readonly linkSinceMs: number;
}

/** Everything that the rules look at. */
export interface RunFacts {
  /** The last answer of each probe, by its id; in the order in which they came. */
  readonly captures: ReadonlyMap<string, CapturedAnswer>;
  readonly failures: readonly LocatedFailure[];
  /** Why no command can be run in the guest, once that is settled. */
  readonly channelTrouble?: string;
  readonly host: HostFacts;
  readonly network: NetworkFacts;
  readonly profileRules: readonly ProfileFindingRule[];
}
