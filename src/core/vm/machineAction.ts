import type { Disk } from '../image/profile/profile.ts';

/** What can be done to a running machine from outside of its guest. */
export type MachineAction =
  | { readonly kind: 'reset' | 'powerButton' | 'pause' | 'resume' | 'screenshot' }
  | { readonly kind: 'link'; readonly link: 'up' | 'down' }
  | { readonly kind: 'attachDisk'; readonly disk: Disk }
  /** @see AttachedDisk.id */
  | { readonly kind: 'detachDisk'; readonly id: string }
  /** Keys pressed together, such as `ctrl-alt-delete`. */
  | { readonly kind: 'sendKeys'; readonly keys: string };

export interface MachineActionResult {
  /** What was done, in one sentence. */
  readonly sentence: string;
  /** A file that came of it, relative to the run folder. */
  readonly file?: string;
  /** The disk that was attached. */
  readonly disk?: string;
}
