import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

const pieceBytes = 4 * 1024 * 1024;

/**
 * SHA-256 (hexadecimal) and number of lines, the last one also without a newline. Goes piece by piece and lets others run
 * between: the VM host has to drain the console while 64 MB are hashed.
 */
export async function describeBytes(bytes: Buffer): Promise<{ readonly sha256: string; readonly lines: number }> {
  const hash = createHash('sha256');
  let newlines = 0;
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    if (offset > 0) await nextTurn();
    const piece = bytes.subarray(offset, offset + pieceBytes);
    hash.update(piece);
    for (let at = piece.indexOf(0x0a); at !== -1; at = piece.indexOf(0x0a, at + 1)) newlines++;
  }
  const unended = bytes.length > 0 && bytes.at(-1) !== 0x0a;
  return { sha256: hash.digest('hex'), lines: newlines + (unended ? 1 : 0) };
}
