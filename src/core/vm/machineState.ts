/** A disk that was attached while the VM ran. */
export interface AttachedDisk {
  /** The serial number that the guest sees. */
  readonly id: string;
  readonly bus: 'virtio' | 'nvme';
  /** For people: `new, 512 MiB` or the path of the image. */
  readonly what: string;
}

/** A TCP port of 127.0.0.1 that leads into the guest. */
export interface ActiveForward {
  readonly hostPort: number;
  readonly guestPort: number;
}

/** How the machine stands, apart from what its guest does. */
export interface MachineState {
  readonly running: 'running' | 'paused';
  /** The folder for want of room in which QEMU has paused it. */
  readonly noRoomIn?: string | undefined;
  /** The network cable; `absent`: the machine has no network card. */
  readonly link: 'up' | 'down' | 'absent';
  readonly attachedDisks: readonly AttachedDisk[];
  /** With the ports that QEMU took where it was to choose. */
  readonly forwards: readonly ActiveForward[];
}
