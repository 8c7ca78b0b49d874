import { vmPackages } from './vmPackages.mjs';

/**
 * The Debian packages that the tests need: what runs a VM, the shells that login is tried on, the hardware that profiles
 * may ask for, what builds images, images that nobody
 * prepared, and a harness on pexpect.
 */
export const testPackages = [
  ...vmPackages,
  'busybox',
  'fish',
  'zsh',
  'ovmf',
  'swtpm',
  'openssh-client',
  'nix-bin',
  'debian-installer-12-netboot-amd64',
  'grub-rescue-pc',
  'ipxe',
  'memtest86+',
  'python3-pexpect',
];
