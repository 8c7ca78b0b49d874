import { join } from 'node:path';
import { chooseAccelerator } from '../../core/image/accelerator/chooseAccelerator.ts';
import { preflight } from '../../core/image/preflight.ts';
import { planDiskFiles } from '../../core/vm/diskFiles.ts';
import { qemuCommandLine } from '../../core/vm/qemuCommandLine.ts';
import { findUefi, uefiVariables } from '../../core/vm/uefiFirmware.ts';
import { cacheFolder } from '../cacheFolder.ts';
import { machineInput } from '../machine/machineInput.ts';
import type { LaunchOptions } from './launchVm.ts';
import { promisedMemory } from '../registry/promisedMemory.ts';
import { newVmId } from './newVmId.ts';
import { runtimeFolder } from '../registry/runtimeFolder.ts';
import { vmFolder } from '../registry/vmFolder.ts';
import { listVms } from './vmRegistry.ts';

export interface PreparedCommandLine {
  /** What is run before, to make the files that QEMU opens. */
  readonly preparations: readonly (readonly string[])[];
  /** QEMU and its arguments. */
  readonly argv: readonly string[];
  readonly accelerator: { readonly kind: string; readonly why: string };
  /** What will probably go wrong; one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * What a launch would run, with nothing started and nothing made: the accelerator is chosen as it would be, and paths are
 * those of a VM that has not been.
 *
 * Errors: as launchVm.
 */
export async function prepareCommandLine(
  options: Pick<LaunchOptions, 'profile' | 'capturesFolder' | 'runFolder' | 'qemuPath' | 'signal'>,
): Promise<PreparedCommandLine> {
  const { profile, qemuPath, signal } = options;
  const { qemu, warnings } = await preflight(profile, { qemuPath, promisedMib: promisedMemory(await listVms()) });
  const accelerator = await chooseAccelerator(profile.accelerator, { qemuPath, cacheFolder: cacheFolder(), signal });
  const folder = vmFolder(runtimeFolder(), newVmId(profile.name));
  const runFolder = options.runFolder ?? join(options.capturesFolder, 'RUN');
  const argv = qemuCommandLine(machineInput({ profile, accelerator, qemu }, folder, runFolder));
  const { boot, disks } = planDiskFiles(profile, folder.disks);
  const template = profile.firmware === 'uefi' ? findUefi().template : undefined;
  const made = [...(boot === undefined ? [] : [boot]), ...disks].flatMap(({ create }) =>
    create === undefined ? [] : [['qemu-img', ...create]],
  );
  return {
    preparations: [...made, ...(template === undefined ? [] : [['cp', template, uefiVariables(folder.disks)]])],
    argv: [qemu.path, ...argv],
    accelerator,
    warnings,
  };
}
