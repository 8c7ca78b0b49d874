import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { qemuCommandLine, type QemuCommandLineInput } from '../qemuCommandLine.ts';

/** What has to be the same for a saved machine to go on; beside the files it was booted from. */
export interface CheckpointKey {
  /** The profile's machine: a digest of QEMU's arguments and of what its disks are made from. */
  readonly machine: string;
  /** Version and build. */
  readonly qemu: string;
  /** What executes the guest. */
  readonly processor: string;
  /** The agent that runs in the guest. */
  readonly agent: string;
}

export async function checkpointKey(options: {
  /** Of a machine that boots. */
  input: QemuCommandLineInput;
  /** The VM's own folder: where it lies means nothing. */
  folder: string;
  qemu: { readonly path: string; readonly version: string };
  /** Names the agent that this program brings into guests. */
  agent: string;
}): Promise<CheckpointKey> {
  const { accelerator, profile } = options.input;
  // Overlays hide from QEMU what they lie over.
  const disks = JSON.stringify([profile.source, profile.disks]);
  // A package's security update often keeps the version.
  const { size, mtimeMs } = await stat(options.qemu.path);
  const host = accelerator.kind === 'tcg' ? '' : ` on ${cpus()[0]?.model ?? 'an unknown processor'}`;
  return {
    machine: digest([...commandLineAnywhere(options.input, options.folder), disks]),
    qemu: `${options.qemu.version} (${String(size)} bytes of ${new Date(mtimeMs).toISOString()})`,
    processor: `${accelerator.kind}, ${accelerator.cpuModel}${host}`,
    agent: options.agent,
  };
}

export const keyDigest = (key: CheckpointKey): string =>
  digest([key.machine, key.qemu, key.processor, key.agent]).slice(0, 16);

/** The arguments with the VM's folder and its log at a place that is the same for every VM. Pure. */
export function commandLineAnywhere(input: QemuCommandLineInput, folder: string): string[] {
  const moved = JSON.parse(JSON.stringify(input), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(`${folder}/`) ? `/vm${value.slice(folder.length)}` : value,
  ) as QemuCommandLineInput;
  return qemuCommandLine({ ...moved, serialLog: '/vm/serial.log' });
}

const digest = (words: readonly string[]): string => createHash('sha256').update(JSON.stringify(words)).digest('hex');
