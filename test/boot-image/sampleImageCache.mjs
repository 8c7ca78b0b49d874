// Where a built sample image lies: a folder named by the hash of the recipe, so that a changed recipe is a new image.
import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string} the folder that holds one folder per recipe hash
 */
export function sampleCacheFolder(environment) {
  // The XDG specification: a relative path is to be ignored.
  const configured = environment['XDG_CACHE_HOME'];
  const base = configured?.startsWith('/') ? configured : join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'boot-image-vm', 'sample');
}

/**
 * The hash of everything that the image is made from: the names, contents and executable bits of the folder's files,
 * without its documents.
 *
 * @param {string} folder
 * @returns {Promise<string>} 16 hexadecimal digits
 */
export async function recipeHash(folder) {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && !/\.(md|d\.mts)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length))
    .sort();
  for (const path of paths) {
    const content = await readFile(join(folder, path));
    const executable = ((await stat(join(folder, path))).mode & 0o100) !== 0;
    hash.update(`${path}\0${executable ? 'program' : 'file'}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
