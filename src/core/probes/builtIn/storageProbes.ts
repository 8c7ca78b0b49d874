import type { Probe } from '../probe.ts';
import { probeTimeoutMs } from './probeTimeoutMs.ts';

const group = 'storage';
const timeoutMs = probeTimeoutMs;

export const storageProbes: readonly Probe[] = [
  {
    id: 'storage-status',
    group,
    title: 'storage-status of pre-nixos',
    command: 'cat /run/pre-nixos/storage-status',
    timeoutMs,
    reading: { reader: 'keyValue' },
    expectation: { title: 'storage is applied', checks: [{ path: 'STATE', equals: 'applied' }] },
  },
  {
    id: 'block-devices',
    group,
    title: 'Block devices',
    // Columns that every lsblk of the last ten years knows.
    command: 'lsblk -o NAME,TYPE,SIZE,RO,FSTYPE,LABEL,MOUNTPOINT,MODEL',
    timeoutMs,
    reading: {
      command: 'lsblk -J -b -o NAME,KNAME,PKNAME,TYPE,SIZE,RO,RM,FSTYPE,LABEL,UUID,MOUNTPOINT,MODEL,SERIAL,TRAN',
      reader: 'json',
    },
  },
  {
    id: 'volume-groups',
    group,
    title: 'LVM volume groups',
    command: 'vgs',
    timeoutMs,
    reading: { command: 'vgs --reportformat json --units b', reader: 'json' },
  },
  {
    id: 'logical-volumes',
    group,
    title: 'LVM logical volumes',
    command: 'lvs',
    timeoutMs,
    reading: { command: 'lvs --reportformat json --units b', reader: 'json' },
  },
  {
    id: 'raid',
    group,
    title: 'Software RAID',
    command: 'cat /proc/mdstat',
    timeoutMs,
    reading: { reader: 'mdstat' },
  },
  {
    id: 'actions-log',
    group,
    title: 'Actions of pre-nixos',
    command: 'cat /var/log/pre-nixos/actions.log',
    timeoutMs,
    reading: { reader: 'jsonLines' },
  },
];
