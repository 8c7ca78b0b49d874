import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { UserError } from '../common/userError.ts';

/**
 * Opens an image for reading, or says in one sentence why it cannot be.
 *
 * @param what names it in the sentence: "boot image", "initrd"
 * Errors: UserError of reason `environment`: missing, a folder, not a file, unreadable, empty.
 */
export async function openImage(path: string, what: string): Promise<FileHandle> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) {
      throw refusal(what, path, 'is a folder, and a file was expected', 'Name the image inside it.');
    }
    // A pipe would wait for its writer for ever.
    if (!facts.isFile() && !facts.isBlockDevice()) {
      throw refusal(what, path, 'is neither a file nor a disk', 'Name a regular file.');
    }
    if (facts.isFile() && facts.size === 0) {
      throw refusal(what, path, 'is empty', 'It was probably not written to its end: build or download it again.');
    }
    return await open(path, constants.O_RDONLY);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw explained(error as NodeJS.ErrnoException, path, what);
  }
}

function explained(error: NodeJS.ErrnoException, path: string, what: string): UserError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return refusal(what, path, 'does not exist', 'Check the path, or build the image first.', error);
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return refusal(what, path, 'cannot be read by this user', 'Give this user the right to read it.', error);
  }
  return refusal(what, path, `cannot be opened (${error.message})`, 'Check the file and its disk.', error);
}

function refusal(what: string, path: string, why: string, next: string, cause?: unknown): UserError {
  return new UserError('environment', `The ${what} ${path} ${why}.`, { next, cause });
}
