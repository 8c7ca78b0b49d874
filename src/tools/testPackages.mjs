import { vmPackages } from './vmPackages.mjs';

/**
 * The Debian packages that the tests need: what runs a VM, the shells that login is tried on, the hardware that profiles
 * may ask for, and what builds images.
 */
export const testPackages = [...vmPackages, 'busybox', 'fish', 'zsh', 'ovmf', 'swtpm', 'openssh-client', 'nix-bin'];
