import type { BigIntStats } from 'node:fs';

/** The same for as long as nobody has put another file in its place or changed it; to the nanosecond. */
export function fileIdentity({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join('\n');
}
