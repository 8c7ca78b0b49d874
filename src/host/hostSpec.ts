import type { Profile } from '../core/image/profile/profile.ts';
import type { StartWish } from '../core/vm/checkpoint/startWish.ts';
import type { WireError } from './protocol/wireError.ts';

/** What a VM host is told when it is started; a JSON file in the VM's runtime folder. */
export interface HostSpec {
  readonly id: string;
  readonly profile: Profile;
  readonly image: string;
  readonly capturesFolder: string;
  readonly runFolder?: string;
  readonly graceTimeMs: number | 'keep';
  readonly start: StartWish;
  /** All checkpoints together may take so much. */
  readonly checkpointLimitBytes: number;
  /** A private SSH key that the image was built with; copied. */
  readonly sshKeyFile?: string;
  /** How nix built the image, and the log of it; copied. */
  readonly build?: {
    readonly storePath: string;
    readonly deriver: string | null;
    readonly narHash: string | null;
    readonly logFile: string;
  };
  /** Who launched it. */
  readonly client: string;
  readonly qemu: { readonly path: string; readonly version: string; readonly seccomp: 'available' | 'absent' };
  readonly accelerator: { readonly kind: 'kvm' | 'hvf' | 'tcg'; readonly cpuModel: string; readonly why: string };
  /** Found before the start, and written to harness.log. */
  readonly warnings: readonly string[];
}

/** What the host tells its launcher, once. */
export type HostReport = { readonly type: 'ready' } | { readonly type: 'failed'; readonly error: WireError };
