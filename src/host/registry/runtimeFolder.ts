import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';

/** The longest name of a socket in a VM's folder, with the slash. */
const longestNameBytes = '/stream0.sock'.length;

/**
 * The folder in which each running VM has a folder of its own, for this user only: in `$XDG_RUNTIME_DIR`, else in the
 * system's temporary folder. Made if it is not there.
 *
 * Errors: UserError `environment` if it belongs to somebody else, is open to others, or lies too deep for a socket.
 */
export function runtimeFolder(): string {
  const base = process.env['XDG_RUNTIME_DIR'];
  const folder =
    base === undefined || base === '' ? join(tmpdir(), `boot-image-vm-${userInfo().uid}`) : join(base, 'boot-image-vm');
  const longestIdBytes = 25;
  if (Buffer.byteLength(folder) + longestIdBytes + longestNameBytes > 107) {
    throw new UserError('environment', `The folder for sockets lies too deep for a unix socket: ${folder}.`, {
      next: 'Set XDG_RUNTIME_DIR to a folder with a shorter path.',
    });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  if (!facts.isDirectory() || facts.uid !== userInfo().uid || (facts.mode & 0o077) !== 0) {
    throw new UserError('environment', `The folder for sockets, ${folder}, is not yours alone.`, {
      next: 'Remove it, or set XDG_RUNTIME_DIR to a folder that only you can read.',
    });
  }
  return folder;
}
