import { appendFileSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../core/artefacts/runFolder.ts';
import { removeOfDead } from '../../core/common/removeOfDead.ts';
import { UserError } from '../../core/common/userError.ts';
import { type NixBuild, nixBuild } from '../../core/image/nix/nixBuild.ts';
import type { Profile, ProfileToBuild } from '../../core/image/profile/profile.ts';
import { makeSshKey } from '../../core/ssh/makeSshKey.ts';
import { launchVm, type LaunchOptions } from './launchVm.ts';
import { nixBuildLog } from '../../core/artefacts/nixBuildLog.ts';
import { toolVersion } from '../toolVersion.ts';
import type { VmClient } from './vmClient.ts';

export interface ProfileLaunch extends Omit<LaunchOptions, 'profile' | 'sshKeyFile' | 'build'> {
  readonly profile: Profile | ProfileToBuild;
  /** What nix and its builders write, as it comes. */
  readonly onBuildLog?: (text: string) => void;
}

/**
 * Builds the image first, if the profile asks for that, with a fresh SSH key of the run; then as launchVm.
 *
 * Errors: as nixBuild and launchVm. A build that fails leaves a run folder with its log, which the error names.
 */
export async function launchProfile({ onBuildLog, ...options }: ProfileLaunch): Promise<VmClient> {
  const { profile } = options;
  if (!isToBuild(profile)) return await launchVm({ ...options, profile });
  removeOfDead(tmpdir(), /^boot-image-build-(\d+)-/);
  // Outside of the workspace and of the run folder, and this user's alone; the VM host takes the key over.
  const folder = mkdtempSync(join(tmpdir(), `boot-image-build-${String(process.pid)}-`));
  try {
    const sshKeyFile = join(folder, 'id_ed25519');
    await makeSshKey(sshKeyFile);
    const logFile = join(folder, 'build.log');
    writeFileSync(logFile, '');
    const onLog = (text: string): void => {
      appendFileSync(logFile, text);
      onBuildLog?.(text);
    };
    const startedAt = new Date();
    let built: NixBuild;
    try {
      built = await nixBuild(profile.source, { rootKeyFile: `${sshKeyFile}.pub`, onLog, signal: options.signal });
    } catch (error) {
      if (options.signal?.aborted === true) throw error;
      throw await keepFailure(error, { ...options, logFile, startedAt });
    }
    const { path, ...build } = built;
    const source = { kind: 'iso', path } as const;
    return await launchVm({ ...options, profile: { ...profile, source }, sshKeyFile, build: { ...build, logFile } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isToBuild(profile: Profile | ProfileToBuild): profile is ProfileToBuild {
  return profile.source.kind === 'nix';
}

async function keepFailure(
  error: unknown,
  facts: Pick<ProfileLaunch, 'capturesFolder' | 'runFolder' | 'profile'> & {
    readonly logFile: string;
    readonly startedAt: Date;
  },
): Promise<unknown> {
  if (!(error instanceof UserError) || error.next !== undefined) return error;
  const { capturesFolder, runFolder: path, profile, logFile, startedAt } = facts;
  const where = { capturesFolder, ...(path === undefined ? {} : { path }) };
  const runFolder = await RunFolder.create({ ...where, profileName: profile.name, startedAt, toolVersion });
  copyFileSync(logFile, join(runFolder.path, nixBuildLog));
  const [sentence = ''] = error.message.split('\n');
  runFolder.log(error.message);
  await runFolder.finish({ cause: 'hostFailure', sentence, exitCode: null, signal: null });
  return new UserError(error.reason, error.message, {
    next: `The whole log: ${join(runFolder.path, nixBuildLog)}`,
    cause: error,
  });
}
