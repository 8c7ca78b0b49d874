import { chmodSync, copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../common/userError.ts';
import { installHint } from '../image/installHint.ts';

/** Where distributions keep OVMF: code and the template of its variables. */
const knownPairs = [
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'], // Debian 12, Ubuntu 24.04
  ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'], // Debian 11, Ubuntu 22.04
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'], // Fedora
  ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', '/usr/share/edk2/x64/OVMF_VARS.4m.fd'], // Arch
  ['/run/libvirt/nix-ovmf/OVMF_CODE.fd', '/run/libvirt/nix-ovmf/OVMF_VARS.fd'], // NixOS with libvirt
] as const;

/** Code, and the template of its variables. Errors: UserError `environment` if there is none. */
export function findUefi(): { readonly code: string; readonly template: string } {
  const pair = knownPairs.find((paths) => paths.every((path) => existsSync(path)));
  if (pair !== undefined) return { code: pair[0], template: pair[1] };
  throw new UserError('environment', 'The profile asks for UEFI, and no OVMF firmware was found on this machine.', {
    next: installHint('uefi'),
  });
}

/** Where a VM keeps its own copy of the variables. */
export const uefiVariables = (folder: string): string => join(folder, 'uefi-variables.fd');

/** Makes the variables of one VM, as the firmware comes with them. Errors: as findUefi. */
export function makeUefiVariables(folder: string): void {
  const variables = uefiVariables(folder);
  copyFileSync(findUefi().template, variables);
  // Some distributions keep the template read-only.
  chmodSync(variables, 0o600);
}
