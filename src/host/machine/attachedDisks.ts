import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { UserError } from '../../core/common/userError.ts';
import { openImage } from '../../core/image/openImage.ts';
import type { Disk, Profile } from '../../core/image/profile/profile.ts';
import { planDisk } from '../../core/vm/diskFiles.ts';
import { discardDisk, type PluggedDisk, plugDisk, requestUnplug } from '../../core/vm/hotplug.ts';
import { hotplugPorts } from '../../core/vm/hotplugPorts.ts';
import type { AttachedDisk } from '../../core/vm/machineState.ts';
import type { QmpClient } from '../../core/vm/qmpClient.ts';

/** Linux's PCI hotplug blinks for five seconds before it acts, and emulation is slow. */
const unplugTimeoutMs = 15_000;

/** The disks that come and go while a machine runs. */
export class AttachedDisks implements Disposable {
  readonly #qmp: QmpClient;
  readonly #folder: string;
  readonly #slots: readonly string[];
  readonly #disks = new Map<string, PluggedDisk & { readonly told: AttachedDisk }>();
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<undefined>());
  #count = 0;

  readonly onChanged: Event<undefined> = this.#changed.event;

  /** @param folder where their files are made */
  constructor(qmp: QmpClient, machine: Profile['machine'], folder: string) {
    this.#qmp = qmp;
    this.#folder = folder;
    this.#slots = machine === 'pc' ? hotplugPorts.map(() => 'pci.0') : hotplugPorts;
    this.#store.add(
      qmp.onEvent(({ event, data }) => {
        if (event === 'DEVICE_DELETED') void this.#remove(String(data?.['device']).replace(/-drive$/, ''));
      }),
    );
  }

  get all(): readonly AttachedDisk[] {
    return [...this.#disks.values()].map(({ told }) => told);
  }

  /** Errors: UserError of reason `usage` or `environment`; else QEMU's own words. */
  async attach(disk: Disk): Promise<AttachedDisk> {
    const { bus = 'virtio', path, sizeMib } = disk;
    if (bus !== 'virtio' && bus !== 'nvme') {
      throw new UserError('usage', `A disk on ${bus} cannot be attached while the machine runs.`, {
        next: 'Choose virtio or nvme, or name the disk in the profile.',
      });
    }
    if ((path === undefined) === (sizeMib === undefined)) {
      throw new UserError('usage', 'A disk to attach is either a new one of a size or an existing image.');
    }
    if (path !== undefined) await (await openImage(path, 'disk image')).close();
    const id = `attached${String(++this.#count)}`;
    const told = { id, bus, what: path ?? `new, ${String(sizeMib)} MiB` };
    const planned = planDisk(disk, join(this.#folder, `${id}.qcow2`));
    const plugged = { id, planned, slot: this.#freeSlot(), told };
    // Entered first, so that two at once get two slots.
    this.#disks.set(id, plugged);
    try {
      await plugDisk(this.#qmp, plugged, bus === 'nvme' ? 'nvme' : 'virtio-blk-pci');
    } catch (error) {
      this.#disks.delete(id);
      throw error;
    }
    this.#changed.fire(undefined);
    return told;
  }

  /** Errors: UserError `usage` for a disk that is not there, `guest` if the guest does not let go of it. */
  async detach(id: string): Promise<void> {
    const disk = this.#disks.get(id);
    if (disk === undefined) {
      const known = this.#disks.size === 0 ? 'there is none' : [...this.#disks.keys()].join(', ');
      throw new UserError('usage', `A disk attached while the machine ran was expected (${known}), got "${id}".`);
    }
    const deadline = new Deadline(`the guest to let go of ${id}`, unplugTimeoutMs);
    await requestUnplug(this.#qmp, disk);
    try {
      if (this.#disks.has(id)) await deadline.event(this.onChanged, () => !this.#disks.has(id));
    } catch (cause) {
      throw new UserError('guest', deadline.error().message, {
        next: 'Only a running kernel with PCI hotplug lets go of a disk; it may still do so later.',
        cause,
      });
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #freeSlot(): string {
    const taken = [...this.#disks.values()].map(({ slot }) => slot);
    const slot = this.#slots.find((each) => each === 'pci.0' || !taken.includes(each));
    if (slot !== undefined) return slot;
    throw new UserError('usage', `The ${String(this.#slots.length)} free slots of the machine are taken.`, {
      next: 'Detach a disk first.',
    });
  }

  async #remove(id: string): Promise<void> {
    const disk = this.#disks.get(id);
    if (disk === undefined) return;
    await discardDisk(this.#qmp, disk);
    this.#disks.delete(id);
    this.#changed.fire(undefined);
  }
}
