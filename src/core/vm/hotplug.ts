import { rm } from 'node:fs/promises';
import { blockNode } from './diskArguments.ts';
import { makeDisk, type PlannedDisk } from './diskFiles.ts';
import type { QmpClient } from './qmpClient.ts';

export interface PluggedDisk {
  /** Names block node and, with `-drive` behind it, the device; the serial number that the guest sees. */
  readonly id: string;
  readonly planned: PlannedDisk;
  /** The PCI bus: one of `hotplugPorts`, or pci.0 of an old machine. */
  readonly slot: string;
}

/**
 * Plugs a disk into a running machine.
 *
 * Errors: UserError `environment` if its file cannot be made; else QEMU's own words. Nothing is left half done.
 */
export async function plugDisk(qmp: QmpClient, disk: PluggedDisk, driver: 'virtio-blk-pci' | 'nvme'): Promise<void> {
  const { id, planned, slot } = disk;
  const file = await makeDisk(planned);
  try {
    const throwaway = planned.create === undefined ? 'kept' : 'throwaway';
    await qmp.execute('blockdev-add', blockNode({ file, id, throwaway }));
    await qmp.execute('device_add', { driver, id: `${id}-drive`, drive: id, serial: id, bus: slot });
  } catch (error) {
    await discardDisk(qmp, disk);
    throw error;
  }
}

/** Asks the guest to let go of a disk. When it has done so, QEMU sends DEVICE_DELETED with the name of the device. */
export async function requestUnplug(qmp: QmpClient, { id }: PluggedDisk): Promise<void> {
  await qmp.execute('device_del', { id: `${id}-drive` });
}

/** Closes the file of a disk that no device uses, and removes it if it was made for this VM. */
export async function discardDisk(qmp: QmpClient, { id, planned }: PluggedDisk): Promise<void> {
  // It was never opened, or QEMU is gone.
  await qmp.execute('blockdev-del', { 'node-name': id }).catch(() => undefined);
  if (planned.create !== undefined) await rm(planned.file.path, { force: true });
}
