import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { folderOf } from './folderOf.ts';

/** A path as people write it in settings: absolute, from the home folder (`~/`), or relative to the workspace folder. */
export function absolutePath(path: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  const folder = folderOf(undefined);
  return isAbsolute(path) || folder === undefined ? path : join(folder.uri.fsPath, path);
}
