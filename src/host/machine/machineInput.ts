import { join } from 'node:path';
import { consoleByQemu } from '../../core/artefacts/consoleByQemu.ts';
import { planDiskFiles } from '../../core/vm/diskFiles.ts';
import type { QemuCommandLineInput } from '../../core/vm/qemuCommandLine.ts';
import { tpmSocket } from '../../core/vm/tpm.ts';
import { findUefi, uefiVariables } from '../../core/vm/uefiFirmware.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { VmFolder } from '../registry/vmFolder.ts';

/**
 * What the arguments of a machine that boots are made of, before anything of it is there.
 *
 * Errors: UserError `environment` if the profile asks for firmware that is not there.
 */
export function machineInput(
  { profile, accelerator, qemu }: Pick<HostSpec, 'profile' | 'accelerator' | 'qemu'>,
  folder: VmFolder,
  runFolder: string,
): QemuCommandLineInput {
  const { boot, disks } = planDiskFiles(profile, folder.disks);
  return {
    profile,
    accelerator,
    sockets: {
      console: folder.consoleSocket,
      qmp: folder.qmpSocket,
      guest: folder.guestSocket,
      uart: folder.uartSocket,
      streams: folder.streamSockets,
    },
    serialLog: join(runFolder, consoleByQemu),
    ...(boot === undefined ? {} : { bootDiskFile: boot.file }),
    diskFiles: disks.map(({ file }) => file),
    ...(profile.firmware === 'uefi' ? { uefi: { code: findUefi().code, variables: uefiVariables(folder.disks) } } : {}),
    tpm: tpmSocket(folder.path),
    seccomp: qemu.seccomp,
  };
}
