import type { Profile } from '../core/image/profile.ts';
import type { VmClient } from './vmClient.ts';

export interface LaunchOptions {
  readonly profile: Profile;
  /** What is booted, as a person would name it: a file name, `sample: applied`. */
  readonly image: string;
  /** Absolute; the run folder is made in it … */
  readonly capturesFolder: string;
  /** … unless one is named here. */
  readonly runFolder?: string;
  /** How long the VM runs on without a client. */
  readonly graceTimeMs: number | 'keep';
  /** Names the caller in harness.log. */
  readonly client: string;
  readonly signal?: AbortSignal;
}

/**
 * Checks that the profile can be booted here, starts a VM host for it and connects to it.
 *
 * Errors: UserError of reason `environment` (no QEMU, image missing or unreadable, folder not writable, not enough memory)
 * or `usage` (a profile that cannot be).
 */
export async function launchVm(options: LaunchOptions): Promise<VmClient> {
  await Promise.resolve();
  throw new Error(`not built yet: ${options.profile.name}`);
}
