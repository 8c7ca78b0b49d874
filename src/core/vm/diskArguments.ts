import type { Disk } from '../image/profile/profile.ts';
import { qemuOption } from './qemuOption.ts';

/** A file that QEMU opens as a block device. The path is absolute. */
export interface DiskFile {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
}

export interface DiskDevice {
  readonly file: DiskFile;
  /** Names the block node, the device and, cut to 20 characters, the serial number that the guest sees. */
  readonly id: string;
  readonly bus: NonNullable<Disk['bus']>;
  readonly bootIndex: number;
  /** The file is worth nothing after the run (an overlay, a new disk): the guest's flushes need not reach the platter. */
  readonly throwaway: 'throwaway' | 'kept';
}

const portsPerSataController = 6;

/** Arguments for all disks, in the order given. SATA disks sit on controllers of their own, six to each. */
export function diskArguments(disks: readonly DiskDevice[]): string[] {
  const sata = disks.filter((disk) => disk.bus === 'sata');
  const controllers = Math.ceil(sata.length / portsPerSataController);
  return [
    ...Array.from({ length: controllers }, (_, index) => ['-device', `ich9-ahci,id=sata${String(index)}`]).flat(),
    ...(disks.some((disk) => disk.bus === 'scsi') ? ['-device', 'virtio-scsi-pci,id=scsi'] : []),
    ...(disks.some((disk) => disk.bus === 'usb') ? ['-device', 'qemu-xhci,id=usb'] : []),
    ...disks.flatMap((disk) => [
      ...['-blockdev', JSON.stringify(blockNode(disk))],
      ...['-device', device(disk, sata.indexOf(disk))],
    ]),
  ];
}

/** A read-only CD drive on the machine's own controller. */
export function cdromArguments(path: string, bootIndex: number): string[] {
  return [
    '-blockdev',
    JSON.stringify({
      driver: 'raw',
      'node-name': 'cdrom',
      'read-only': true,
      file: { driver: 'file', filename: path },
    }),
    '-device',
    qemuOption('ide-cd', { id: 'cdrom-drive', drive: 'cdrom', bus: 'ide.1', bootindex: bootIndex }),
  ];
}

/** What opens the file, for `-blockdev` and for QMP's blockdev-add. */
export function blockNode({
  file,
  id,
  throwaway,
}: Pick<DiskDevice, 'file' | 'id' | 'throwaway'>): Readonly<Record<string, unknown>> {
  return {
    driver: file.format,
    'node-name': id,
    discard: 'unmap',
    ...(throwaway === 'throwaway' ? { cache: { 'no-flush': true } } : {}),
    file: { driver: 'file', filename: file.path, discard: 'unmap' },
  };
}

function device({ id, bus, bootIndex }: DiskDevice, sataIndex: number): string {
  const common = { id: `${id}-drive`, drive: id, serial: id.slice(0, 20), bootindex: bootIndex };
  switch (bus) {
    case 'virtio':
      return qemuOption('virtio-blk-pci', common);
    case 'nvme':
      return qemuOption('nvme', common);
    case 'scsi':
      return qemuOption('scsi-hd', { ...common, bus: 'scsi.0' });
    case 'usb':
      return qemuOption('usb-storage', { ...common, bus: 'usb.0' });
    case 'sata': {
      const controller = Math.floor(sataIndex / portsPerSataController);
      const port = sataIndex % portsPerSataController;
      return qemuOption('ide-hd', { ...common, bus: `sata${String(controller)}.${String(port)}` });
    }
  }
}
