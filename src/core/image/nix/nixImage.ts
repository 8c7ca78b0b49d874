import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../common/userError.ts';

/**
 * The image in what nix built: the store path itself, if it is a file, or the only `*.iso` below it.
 *
 * Errors: UserError `usage` if there is none, or more than one.
 */
export async function nixImage(storePath: string): Promise<string> {
  if ((await stat(storePath)).isFile()) return storePath;
  const entries = await readdir(storePath, { recursive: true, withFileTypes: true });
  const images = entries.filter((entry) => !entry.isDirectory() && /\.iso$/i.test(entry.name));
  const [image, ...others] = images.map((entry) => join(entry.parentPath, entry.name)).sort();
  if (image !== undefined && others.length === 0) return image;
  const found = image === undefined ? 'none' : [image, ...others].join(', ');
  throw new UserError('usage', `One ISO was expected in ${storePath}, found ${found}.`, {
    next: 'Name an attribute of the flake that builds one image, such as .#bootImage.',
  });
}
