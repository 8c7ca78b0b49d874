import { vmPackages } from './vmPackages.mjs';

/** The Debian packages that the tests need: what runs a VM, and the shells that login is tried on. */
export const testPackages = [...vmPackages, 'busybox', 'fish', 'zsh'];
