import type * as vscode from 'vscode';
import type { StartWish } from '../../core/vm/checkpoint/startWish.ts';
import type { Profile, ProfileToBuild } from '../../core/image/profile/profile.ts';

/** What a person chose to boot. */
export interface LaunchChoice {
  readonly profile: Profile | ProfileToBuild;
  /** What is booted, as a person would name it: a file name, `sample: applied`. */
  readonly image: string;
  /** The workspace folder it belongs to, whose settings and captures folder are used. */
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Default: as the setting says. */
  readonly start?: StartWish;
}
