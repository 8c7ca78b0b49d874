import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the tools keep what takes long to make and can be made anew.
 *
 * @param {...string} segments
 */
export function cacheFolder(...segments) {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'boot-image-vm', ...segments);
}
