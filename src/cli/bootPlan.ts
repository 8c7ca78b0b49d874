import type { VmTest } from '../core/artefacts/verdicts/vmTest.ts';
import type { ProfileLaunch } from '../host/client/launchProfile.ts';

/** What `launch` and `capture` made of their options. */
export interface BootPlan {
  readonly launch: Omit<ProfileLaunch, 'client' | 'signal'>;
  /** How long the guest may take to be ready. */
  readonly timeoutMs: number;
  /** What is expected of the VM. */
  readonly tests: readonly VmTest[];
}
