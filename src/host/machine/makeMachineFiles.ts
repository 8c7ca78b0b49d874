import { rmSync } from 'node:fs';
import { makeDiskFiles } from '../../core/vm/diskFiles.ts';
import { tpmState } from '../../core/vm/tpm.ts';
import { makeUefiVariables } from '../../core/vm/uefiFirmware.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import { makeDisksFolder } from '../registry/makeDisksFolder.ts';
import { removeDisks } from '../registry/removeDisks.ts';
import type { VmFolder } from '../registry/vmFolder.ts';

/**
 * Makes what a machine that boots writes to: its disks and UEFI variables, and no state of a TPM. All of it is new, whatever
 * a start that failed has left: a guest that finds some of it as another guest left it has crashed, as far as it can tell.
 *
 * Errors: UserError `environment` with qemu-img's own words, or if there is no firmware.
 */
export async function makeMachineFiles(profile: Profile, folder: VmFolder, log: (line: string) => void): Promise<void> {
  removeDisks(folder);
  rmSync(tpmState(folder.path), { recursive: true, force: true, maxRetries: 3 });
  makeDisksFolder(folder, log);
  await makeDiskFiles(profile, folder.disks);
  if (profile.firmware === 'uefi') makeUefiVariables(folder.disks);
}
