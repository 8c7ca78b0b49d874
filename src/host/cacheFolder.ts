import { homedir } from 'node:os';
import { join } from 'node:path';

/** What may be thrown away and made again: hashes of images, what was found out about the accelerator. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'boot-image-vm');
}
