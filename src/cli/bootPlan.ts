import type { ProfileLaunch } from '../host/launchProfile.ts';

/** What `launch` and `capture` made of their options. */
export interface BootPlan {
  readonly launch: Omit<ProfileLaunch, 'client' | 'signal'>;
  /** How long the guest may take to be ready. */
  readonly timeoutMs: number;
}
