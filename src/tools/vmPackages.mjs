/** The Debian packages that running a VM needs. */
export const vmPackages = ['qemu-system-x86', 'qemu-utils'];
