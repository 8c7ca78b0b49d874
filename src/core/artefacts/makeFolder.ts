import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoCode } from '../common/errnoCode.ts';

/**
 * Makes a folder and those above it; one that is there is fine.
 *
 * Node 20: `mkdir` with `recursive` never settles where the system refuses a folder with ENOENT although the one above is
 * there (/proc), so it is not used.
 *
 * Errors: the file system's.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = errnoCode(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    // By someone else meanwhile is fine, too.
    await mkdir(path).catch(async (again: unknown) => {
      if (!(await stat(path).catch(() => undefined))?.isDirectory()) throw again;
    });
  }
}
