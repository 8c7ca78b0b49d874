import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive } from './isProcessAlive.ts';

/**
 * Removes what processes that were killed have left in a folder.
 *
 * @param name of what is theirs; its first group is the process's number
 */
export function removeOfDead(folder: string, name: RegExp): void {
  for (const each of readdirSync(folder)) {
    const pid = name.exec(each)?.[1];
    if (pid === undefined || isProcessAlive(Number(pid))) continue;
    try {
      rmSync(join(folder, each), { recursive: true, force: true });
    } catch {
      // It is somebody else's, and in nobody's way.
    }
  }
}
