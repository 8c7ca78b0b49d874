import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { execa } from 'execa';
import { errnoCode } from '../common/errnoCode.ts';
import { UserError } from '../common/userError.ts';
import { explainQemuStderr } from './explainQemuStderr.ts';
import { findQemu, type QemuFacts, searchPath } from './findQemu.ts';
import { hostMemory } from './hostMemory.ts';
import { identifyImage } from './identifyImage.ts';
import { installHint } from './installHint.ts';
import { memoryWarnings } from './memoryWarnings.ts';
import { openImage } from './openImage.ts';
import type { Disk, Profile } from './profile/profile.ts';

export interface PreflightResult {
  readonly qemu: QemuFacts;
  /** What will probably go wrong, or is not as good as it could be; one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Checks that a resolved profile can be booted here, before anything is started or written.
 *
 * Errors: UserError that says what, where and what next: `usage` for a profile that can be booted nowhere, `environment`
 * for what this machine lacks.
 */
export async function preflight(
  profile: Profile,
  options: {
    readonly qemuPath?: string | undefined;
    /** What the VMs that run may still take of the memory that is free now. */
    readonly promisedMib?: number;
  } = {},
): Promise<PreflightResult> {
  const memory = checkMemory(profile.memoryMib, options.promisedMib ?? 0);
  const warnings = [...(await checkSource(profile)), ...memory, ...checkCpus(profile.cpus)];
  const qemu = await findQemu(options.qemuPath);
  for (const disk of profile.disks) await checkDisk(disk);
  if (profile.disks.length > 0 || profile.source.kind === 'disk') await needQemuImg();
  if (profile.network.kind === 'user') for (const { hostPort } of profile.network.forwards) await checkPort(hostPort);
  return { qemu, warnings };
}

async function checkSource({ source, firmware }: Profile): Promise<string[]> {
  if (source.kind === 'kernel') {
    await (await openImage(source.kernel, 'kernel')).close();
    if (source.initrd !== undefined) await (await openImage(source.initrd, 'initrd')).close();
    return [];
  }
  const found = await identifyImage(source.path);
  // A hybrid ISO may be booted as a disk on purpose.
  if (found.kind === 'iso' && source.kind === 'iso' && !found.firmwares.includes(firmware)) {
    return [`${source.path} has no boot loader for ${firmware}, only for ${found.firmwares.join(' and ')}.`];
  }
  if (found.kind === 'disk' && source.kind === 'iso') {
    throw new UserError('usage', `${source.path} is a ${found.format} disk image, and the profile calls it an ISO.`, {
      next: 'Set the kind of the image to disk.',
    });
  }
  const isOtherFormat = source.kind === 'disk' && (found.kind === 'disk' ? found.format : 'raw') !== source.format;
  if (isOtherFormat) {
    throw new UserError('usage', `${source.path} is not in the format ${source.format} that the profile names.`, {
      next: 'Correct the format, or leave it out.',
    });
  }
  return [];
}

function checkMemory(memoryMib: number, promisedMib: number): string[] {
  if (!Number.isInteger(memoryMib) || memoryMib < 16) {
    throw new UserError(
      'usage',
      `A VM cannot have ${String(memoryMib)} MiB of memory: a whole number of MiB, at least 16, was expected.`,
      { next: 'Give it 1024 or more.' },
    );
  }
  const { totalMib, availableMib } = hostMemory();
  if (memoryMib > totalMib) {
    throw new UserError(
      'environment',
      `The VM is to have ${String(memoryMib)} MiB of memory, and this machine has ${String(totalMib)} MiB.`,
      { next: 'Give the VM less memory.' },
    );
  }
  return memoryWarnings({ memoryMib, availableMib, promisedMib });
}

function checkCpus(cpus: number): string[] {
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > 255) {
    throw new UserError('usage', `A VM cannot have ${String(cpus)} CPUs: a whole number from 1 to 255 was expected.`, {
      next: 'Give it 2.',
    });
  }
  const here = availableParallelism();
  return cpus > here ? [`The VM is to have ${String(cpus)} CPUs, and this machine has ${String(here)}.`] : [];
}

async function checkDisk(disk: Disk): Promise<void> {
  if (disk.path === undefined) {
    if (disk.sizeMib !== undefined && disk.sizeMib > 0) return;
    throw new UserError('usage', `A new disk cannot have the size ${String(disk.sizeMib)} MiB.`, {
      next: 'Give the disk a size of 1 MiB or more, or the path of an image.',
    });
  }
  await (await openImage(disk.path, 'disk image')).close();
  if (disk.writable !== true) return;
  const qemuIo = await searchPath('qemu-io');
  if (qemuIo === undefined) return;
  // Opening for writing takes the same lock as a VM does, and tells who else holds it.
  const format = disk.format === undefined ? [] : ['-f', disk.format];
  const { exitCode, stderr } = await execa(qemuIo, [...format, '-c', 'quit', disk.path], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  if (exitCode !== 0) throw explainQemuStderr(stderr) ?? new Error(`qemu-io: ${stderr}`);
}

async function needQemuImg(): Promise<void> {
  if ((await searchPath('qemu-img')) !== undefined) return;
  throw new UserError('environment', 'qemu-img was not found in PATH; the disks of this profile need it.', {
    next: installHint('qemu-img'),
  });
}

/** Somebody may still take the port before QEMU does; then QEMU's own message is explained. */
async function checkPort(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    throw new UserError('environment', `Port ${String(port)} of this machine cannot be forwarded to the guest.`, {
      next:
        errnoCode(error) === 'EADDRINUSE'
          ? 'It is taken; forward another one, or host port 0, which lets QEMU take a free one.'
          : `${(error as Error).message}; forward another one.`,
      cause: error,
    });
  } finally {
    server.close();
  }
}
