import { createHash } from 'node:crypto';
import { PosixChecksum } from './posixChecksum.ts';

/** What the guest has to prove its output with, best first; `none` leaves the length alone to prove it. */
export type DigestAlgorithm = 'cksum' | 'sha256sum' | 'md5sum' | 'none';

export function isDigestAlgorithm(name: string | undefined): name is DigestAlgorithm {
  return name === 'cksum' || name === 'sha256sum' || name === 'md5sum' || name === 'none';
}

/** The digest of `data` as the guest's program of that name prints it. */
export function digestOf(algorithm: DigestAlgorithm, data: Uint8Array): string {
  switch (algorithm) {
    case 'cksum': {
      const checksum = new PosixChecksum();
      checksum.update(data);
      return checksum.digest();
    }
    case 'sha256sum':
      return createHash('sha256').update(data).digest('hex');
    case 'md5sum':
      return createHash('md5').update(data).digest('hex');
    case 'none':
      return '-';
  }
}
