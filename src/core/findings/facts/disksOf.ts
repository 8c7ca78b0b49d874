import { asRecord } from './asRecord.ts';
import type { RunFacts } from '../runFacts.ts';

export interface DiskFacts {
  readonly name: string;
  /** `prepared`: only what storage is made of (partitions, members of LVM or RAID, a boot partition), and no storage. */
  readonly use: 'empty' | 'prepared' | 'used';
  /** What is on it: a file system, partitions, a volume group. */
  readonly what: string;
}

export interface DisksFacts {
  /** Those that storage can be laid out on. */
  readonly disks: readonly DiskFacts[];
  /** Names of the others: removable, not to be written, or what the guest was booted from. */
  readonly leftOut: readonly string[];
}

/** Smaller ones (floppy disks, boot partitions of cards) are nobody's storage. */
const minBytes = 32 * 1024 * 1024;

/** Made of memory, and a disk to lsblk. */
const memoryNames = /^z?ram\d/;

/** The guest's disks, from `lsblk -J`; undefined if nobody asked or the answer could not be read. */
export function disksOf(facts: RunFacts): DisksFacts | undefined {
  const devices = asRecord(facts.captures.get('block-devices')?.value)?.['blockdevices'];
  if (!Array.isArray(devices)) return undefined;
  const disks: DiskFacts[] = [];
  const leftOut: string[] = [];
  for (const device of devices.map(asRecord)) {
    const { name, type, ro, rm, size } = device ?? {};
    if (device === undefined || typeof name !== 'string' || type !== 'disk' || memoryNames.test(name)) continue;
    if (!(Number(size) >= minBytes)) continue;
    const nodes = nodesOf(device);
    if (isTrue(ro) || isTrue(rm) || nodes.some(isBooted)) leftOut.push(name);
    else disks.push({ name, ...useOf(nodes) });
  }
  return { disks, leftOut };
}

type Node = Readonly<Record<string, unknown>>;

/** A device and all that lies on it, itself first. */
function nodesOf(device: Node): Node[] {
  const nodes = [device];
  // A list that grows is walked to its new end.
  for (const { children } of nodes) {
    if (!Array.isArray(children)) continue;
    for (const child of children.map(asRecord)) if (child !== undefined) nodes.push(child);
  }
  return nodes;
}

/** Where images of the usual distributions find the medium that they were booted from. */
const bootMounts: ReadonlySet<unknown> = new Set([
  '/',
  '/iso',
  '/nix/store',
  '/nix/.ro-store',
  '/lib/live/mount/medium',
  '/usr/lib/live/mount/medium',
  '/run/live/medium',
  '/run/initramfs/live',
  '/run/archiso/bootmnt',
]);

function isBooted({ fstype, mountpoint }: Node): boolean {
  return fstype === 'iso9660' || bootMounts.has(mountpoint);
}

const containers: ReadonlySet<unknown> = new Set(['LVM2_member', 'linux_raid_member', 'vfat']);

function useOf(nodes: readonly Node[]): Pick<DiskFacts, 'use' | 'what'> {
  const [{ fstype, mountpoint, children } = {}] = nodes;
  const parts = Array.isArray(children) ? children.map((child: unknown) => String(asRecord(child)?.['name'])) : [];
  const what = [
    ...(typeof fstype === 'string' ? [fstype] : []),
    ...(typeof mountpoint === 'string' ? [`mounted on ${mountpoint}`] : []),
    ...parts,
  ];
  const holds = nodes.some(
    (node) =>
      (typeof node['fstype'] === 'string' && !containers.has(node['fstype'])) ||
      typeof node['mountpoint'] === 'string' ||
      node['type'] === 'lvm',
  );
  return { use: holds ? 'used' : what.length === 0 ? 'empty' : 'prepared', what: what.join(', ') };
}

/** Before util-linux 2.33 truth values are "0" and "1". */
function isTrue(value: unknown): boolean {
  return value === true || value === '1' || value === 1;
}
