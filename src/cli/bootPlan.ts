import type { LaunchOptions } from '../host/launchVm.ts';

/** What `launch` and `capture` made of their options. */
export interface BootPlan {
  readonly launch: Omit<LaunchOptions, 'client' | 'signal'>;
  /** How long the guest may take to be ready. */
  readonly timeoutMs: number;
}
