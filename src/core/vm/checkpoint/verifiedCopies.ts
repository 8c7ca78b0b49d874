import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, type FileHandle, open, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { imageFacts } from '../../image/imageFacts.ts';
import type { SavedFile } from './checkpoint.ts';
import { CheckpointDamage } from './checkpointDamage.ts';

/** Copies a file into a checkpoint's folder, sharing its blocks where the file system can, and sums it. */
export async function copyIn(from: string, folder: string): Promise<SavedFile> {
  const to = join(folder, basename(from));
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  return { file: basename(from), bytes: (await stat(to)).size, sha256: await sumOf(to) };
}

/**
 * Copies files out of a checkpoint's folder, over what may be there, if all of them are what was saved.
 *
 * Errors: CheckpointDamage if one is not, and nothing is copied then; those of copying, and then some may be.
 */
export async function copyOut(from: string, files: readonly SavedFile[], to: string): Promise<void> {
  for (const { file, sha256 } of files) {
    if ((await sumOf(join(from, file))) !== sha256) throw new CheckpointDamage(`its ${file} is not what was saved`);
  }
  for (const { file } of files) await copyFile(join(from, file), join(to, file), constants.COPYFILE_FICLONE);
}

/** Errors: CheckpointDamage if it is not what was saved. */
export async function readVerified(folder: string, { file, sha256 }: SavedFile): Promise<Buffer> {
  const data = await readFile(join(folder, file));
  if (createHash('sha256').update(data).digest('hex') === sha256) return data;
  throw new CheckpointDamage(`its ${file} is not what was saved`);
}

/**
 * Opens a file that may be large, for somebody else to read. Its sum is known for as long as the file looks the same, so that
 * it is not read twice at each start.
 *
 * Errors: CheckpointDamage if it is not what was saved.
 */
export async function openVerified(
  folder: string,
  { file, sha256 }: SavedFile,
  cacheFolder: string,
): Promise<FileHandle> {
  const path = join(folder, file);
  // Opened first: the file that is read is the one that is looked at.
  const handle = await open(path, 'r');
  try {
    if ((await imageFacts(path, { cacheFolder })).sha256 === sha256) return handle;
    throw new CheckpointDamage(`its ${file} is not what was saved`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), hash);
  return hash.digest('hex');
}
