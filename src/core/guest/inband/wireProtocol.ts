import { digestOf, isDigestAlgorithm } from '../digest.ts';

/**
 * What the host and wire.sh say to each other on the console, in lines of printable characters that hold a nonce of the
 * session. The host leads: the guest answers, and never waits for a time. Whatever is lost or damaged is said again.
 *
 * Host to guest, `~nonce:digest:…~`:
 *   W number text        bytes for the agent, in order; escaped for printf %b
 *   G block part size n  of that block n parts of that size, from that part on; a new block's number lets go of the last one
 *   H                    say h
 *   Q                    give the console back
 * Guest to host, `~bivm:nonce:…~`:
 *   i digest count              the installation has taken so many lines
 *   h digest code number digest block folder DIGEST   it is there: the last line taken, the last block begun
 *   a number digest             that line was taken
 *   p block part size data DIGEST   a part; one that is shorter than the size is the block's last
 *   w block / e block           nothing to send yet / that was all that was asked for
 *   r                           a line came damaged
 *   q                           the last frame
 *   none / full                 no way to root / no folder to write to
 * A digest is that of `nonce:…`, all that the frame or line holds besides.
 */
export const frameStart = '~bivm:';
export const frameEnd = '~';

/** A block is what the agent had written by the time it was fetched, at most so much: a pipe holds 65,536. */
export const blockSizeBytes = 61_440;
/** Parts are a power of two of these, and divisible by three, so that several are encoded as one. */
export const smallestPartBytes = 768;
export const largestPartBytes = 12_288;
/** Longest text of a line, escaped. The terminal's input buffer takes 4096 bytes. */
export const longestTextLength = 3_000;

/** What the guest checks lines and frames with. `od` leaves the sum to the shell. */
export type WireDigest = 'cksum' | 'sha256sum' | 'md5sum' | 'od';

export function isWireDigest(name: string | undefined): name is WireDigest {
  return name === 'od' || (isDigestAlgorithm(name) && name !== 'none');
}

export function wireDigest(algorithm: WireDigest, text: string): string {
  const data = Buffer.from(text, 'latin1');
  if (algorithm !== 'od') return digestOf(algorithm, data);
  let sum = 0;
  for (const byte of data) sum = (sum * 31 + byte) % 16_777_213;
  return String(sum);
}

/** A line from host to guest, and the digest that it carries. */
export interface WireLine {
  readonly text: string;
  readonly digest: string;
}

export function wireLine(session: { nonce: string; digest: WireDigest }, ...words: (string | number)[]): WireLine {
  const content = words.join(':');
  const digest = wireDigest(session.digest, `${session.nonce}:${content}`);
  return { text: `~${session.nonce}:${digest}:${content}~\n`, digest };
}

/** For `printf %b`: characters that mean nothing to a shell. At a prompt a line of ours is one unknown word. */
export function escapeForWire(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\w./,+=@^-]/g, (character) => `\\0${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** The first piece of an escaped text that a line takes; no escape is cut. */
export function firstPiece(escaped: string, length: number): string {
  if (escaped.length <= length) return escaped;
  const piece = escaped.slice(0, length);
  const escape = piece.lastIndexOf('\\');
  return escape > piece.length - 5 ? piece.slice(0, escape) : piece;
}
