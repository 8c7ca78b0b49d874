import type { BootSource } from '../../image/profile/profile.ts';

/** What is in the guest's memory from its first moment on, and of which QEMU keeps no file. */
export function loadedFiles(source: BootSource): readonly string[] {
  if (source.kind !== 'kernel') return [];
  return [source.kernel, ...(source.initrd === undefined ? [] : [source.initrd])];
}
