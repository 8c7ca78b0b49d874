import { asRecord } from './asRecord.ts';
import type { RunFacts } from '../runFacts.ts';

export interface DiskFacts {
  readonly name: string;
  readonly use: 'empty' | 'used';
  /** What is on it: a file system, partitions, a volume group. */
  readonly what: string;
}

/** Smaller ones (floppy disks, boot partitions of cards) are nobody's storage. */
const minBytes = 32 * 1024 * 1024;

/** The guest's disks that can be written, from `lsblk -J`. */
export function disksOf(facts: RunFacts): readonly DiskFacts[] {
  const value = facts.captures.get('block-devices')?.value;
  const devices = asRecord(value)?.['blockdevices'];
  if (!Array.isArray(devices)) return [];
  return devices.flatMap((device: unknown): DiskFacts[] => {
    const { name, type, ro, rm, size, fstype, children, mountpoint } = asRecord(device) ?? {};
    if (typeof name !== 'string' || type !== 'disk' || isTrue(ro) || isTrue(rm)) return [];
    if (!(Number(size) >= minBytes)) return [];
    const parts = Array.isArray(children) ? children.map((child: unknown) => String(asRecord(child)?.['name'])) : [];
    const what = [
      ...(typeof fstype === 'string' ? [fstype] : []),
      ...(typeof mountpoint === 'string' ? [`mounted on ${mountpoint}`] : []),
      ...parts,
    ];
    return [{ name, use: what.length === 0 ? 'empty' : 'used', what: what.join(', ') }];
  });
}

/** Before util-linux 2.33 truth values are "0" and "1". */
function isTrue(value: unknown): boolean {
  return value === true || value === '1' || value === 1;
}
