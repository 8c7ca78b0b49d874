import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import type { StartWish } from '../../core/vm/checkpoint/startWish.ts';
import { defaultCheckpointLimitBytes } from '../checkpoint/checkpointStore.ts';
import { hostNodeOptions } from './hostNodeOptions.ts';
import type { HostReport, HostSpec } from '../hostSpec.ts';
import { hostStartTimeoutMs } from '../registry/hostStartTimeoutMs.ts';
import { newVmId } from './newVmId.ts';
import { prepareLaunch } from './prepareLaunch.ts';
import { removeVmFolder } from '../registry/removeVmFolder.ts';
import { runtimeFolder } from '../registry/runtimeFolder.ts';
import { tidyUp } from '../registry/tidyUp.ts';
import { fromWire } from '../protocol/wireError.ts';
import { VmClient } from './vmClient.ts';
import { makeVmFolder, type VmFolder } from '../registry/vmFolder.ts';

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
  /** A private SSH key that the image was built with; needed no more when the VM runs. */
  readonly sshKeyFile?: string;
  /** How the image was built; its log is copied into the run folder. */
  readonly build?: HostSpec['build'];
  /** Default: by a boot. */
  readonly start?: StartWish;
  /** All checkpoints together may take so much. */
  readonly checkpointLimitBytes?: number;
  /** Names the caller in harness.log. */
  readonly client: string;
  /** In place of the first qemu-system-x86_64 in PATH. */
  readonly qemuPath?: string;
  /** Gets what is not as it should be, in sentences: runs that nobody ended, too little memory. */
  readonly onRemark?: (sentence: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Checks that the profile can be booted here, starts a VM host for it and connects to it.
 *
 * Errors: UserError of reason `environment` (no QEMU, image missing or unreadable, folder not writable, not enough memory)
 * or `usage` (a profile that cannot be).
 */
export async function launchVm(options: LaunchOptions): Promise<VmClient> {
  const { profile, signal } = options;
  const prepared = await prepareLaunch(options);
  for (const warning of prepared.warnings) options.onRemark?.(warning);
  signal?.throwIfAborted();
  const id = newVmId(profile.name);
  const folder = makeVmFolder(runtimeFolder(), id);
  const spec: HostSpec = {
    id,
    profile,
    image: options.image,
    capturesFolder: options.capturesFolder,
    ...(options.runFolder === undefined ? {} : { runFolder: options.runFolder }),
    graceTimeMs: options.graceTimeMs,
    ...(options.build === undefined ? {} : { build: options.build }),
    start: options.start ?? { kind: 'boot' },
    checkpointLimitBytes: options.checkpointLimitBytes ?? defaultCheckpointLimitBytes,
    ...(options.sshKeyFile === undefined ? {} : { sshKeyFile: options.sshKeyFile }),
    client: options.client,
    ...prepared,
  };
  writeFileSync(folder.spec, JSON.stringify(spec), { mode: 0o600 });
  await startHost(folder, signal);
  return await VmClient.connect(folder.rpcSocket, options.client);
}

/** Starts the host and races "ready" against its end. */
async function startHost(folder: VmFolder, signal: AbortSignal | undefined): Promise<void> {
  const log = openSync(folder.hostLog, 'a', 0o600);
  const child = spawn(process.execPath, [...hostNodeOptions, hostProgram(), folder.spec], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    // Inside VS Code the program is Electron. A working directory that is unmounted later must not matter.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    cwd: '/',
  });
  closeSync(log);
  try {
    const report = await new Deadline('the VM host to start', hostStartTimeoutMs).race(
      firstReport(child, folder),
      signal,
    );
    if (report.type === 'failed') throw fromWire(report.error);
  } catch (error) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
    // It may have come as far as a run folder.
    await tidyUp().catch(() => undefined);
    removeVmFolder(folder);
    throw error;
  } finally {
    if (child.connected) child.disconnect();
    child.unref();
  }
}

async function firstReport(child: ChildProcess, folder: VmFolder): Promise<HostReport> {
  return await new Promise<HostReport>((resolve, reject) => {
    child.once('message', (message) => resolve(message as HostReport));
    child.once('error', reject);
    child.once('exit', (exitCode, signalName) => {
      const said = existsSync(folder.hostLog) ? readFileSync(folder.hostLog, 'utf8').trim() : '';
      reject(new Error(`The VM host ended at once (${signalName ?? `exit code ${String(exitCode)}`}).\n${said}`));
    });
  });
}

/** The bundled host: beside this bundle, or, when run from the sources or another bundle, where the build puts it. */
function hostProgram(): string {
  const places = [join(__dirname, 'host.js')];
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    places.push(join(folder, 'dist', 'host.js'));
  }
  const program = places.find(existsSync);
  if (program !== undefined) return program;
  throw new UserError('environment', 'The VM host (dist/host.js) has not been built.', { next: 'Run npm run build.' });
}
