import { Option } from 'commander';
import { resolve } from 'node:path';

export interface CapturesFolderOptions {
  readonly workspace: string;
  readonly captures?: string;
}

/** Where run folders are made: what `--captures` says, else the usual folder of the workspace. */
export function capturesFolder({ workspace, captures = 'boot-image-captures' }: CapturesFolderOptions): string {
  return resolve(workspace, captures);
}

export function capturesOption(): Option {
  return new Option('--captures <DIR>', 'the captures folder (default: boot-image-captures in the workspace)');
}
