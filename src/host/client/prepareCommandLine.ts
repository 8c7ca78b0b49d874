import { join } from 'node:path';
import { planDiskFiles } from '../../core/vm/diskFiles.ts';
import { qemuCommandLine } from '../../core/vm/qemuCommandLine.ts';
import { findUefi, uefiVariables } from '../../core/vm/uefiFirmware.ts';
import { machineInput } from '../machine/machineInput.ts';
import type { LaunchOptions } from './launchVm.ts';
import { newVmId } from './newVmId.ts';
import { prepareLaunch } from './prepareLaunch.ts';
import { runtimeFolder } from '../registry/runtimeFolder.ts';
import { vmFolder } from '../registry/vmFolder.ts';

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
  options: Pick<LaunchOptions, 'profile' | 'capturesFolder' | 'runFolder' | 'qemuPath' | 'onRemark' | 'signal'>,
): Promise<PreparedCommandLine> {
  const { profile } = options;
  const { qemu, accelerator, warnings } = await prepareLaunch(options);
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
