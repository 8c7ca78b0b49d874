import type { Profile } from '../image/profile/profile.ts';
import { cdromArguments, type DiskDevice, diskArguments, type DiskFile } from './diskArguments.ts';
import { hotplugPorts } from './hotplugPorts.ts';
import { qemuOption } from './qemuOption.ts';
import { tcgAccelerator } from './tcgAccelerator.ts';

/**
 * Unix sockets on which the VM host already listens when QEMU starts: QEMU connects as the client, so there is nothing to
 * wait for and no moment in which a byte could be lost.
 */
export interface QemuSockets {
  readonly console: string;
  readonly qmp: string;
  /** Needed for `guestPorts.virtio`. */
  readonly guest?: string;
  /** Needed for `guestPorts.uart`. */
  readonly uart?: string;
  /** Virtio ports for long streams, `org.boot-image-vm.stream.0` and so on; only with `guestPorts.virtio`. */
  readonly streams: readonly string[];
}

export interface QemuCommandLineInput {
  /** Resolved: every path is absolute. */
  readonly profile: Profile;
  readonly accelerator: { readonly kind: 'kvm' | 'hvf' | 'tcg'; readonly cpuModel: string };
  readonly sockets: QemuSockets;
  /** QEMU's own log of the console: no byte is missing, some may stand twice (see host/console/consoleHub.ts). */
  readonly serialLog: string;
  /** What stands in for a boot disk: an overlay. Needed for a source of kind `disk`. */
  readonly bootDiskFile?: DiskFile;
  /** The files of `profile.disks`, in their order. */
  readonly diskFiles: readonly DiskFile[];
  /** Needed for UEFI: the firmware's code, and this VM's own copy of its variables. */
  readonly uefi?: { readonly code: string; readonly variables: string };
  /** Needed for a TPM: where swtpm listens. */
  readonly tpm?: string;
  /** This QEMU can confine itself with seccomp. */
  readonly seccomp?: 'available' | 'absent';
  /** Where a saved VM comes from, as `-incoming` takes it. A VM that was saved while paused comes back paused. */
  readonly incoming?: string;
}

export const guestPortName = 'org.boot-image-vm.guest';
export const streamPortName = (index: number): string => `org.boot-image-vm.stream.${String(index)}`;

/**
 * The arguments that boot a profile, without the program. Pure: the same input gives the same arguments, and showing them
 * starts nothing. Written for QEMU 7.2 and newer.
 *
 * Errors: a plain Error for a file or socket that the profile needs and the caller did not give.
 */
export function qemuCommandLine(input: QemuCommandLineInput): string[] {
  const { profile } = input;
  return [
    ...['-name', qemuOption('', { guest: profile.name })],
    ...['-nodefaults', '-no-user-config'],
    ...machine(input),
    ...['-smp', String(profile.cpus), '-m', `${String(profile.memoryMib)}M`, '-rtc', 'base=utc'],
    // The screen is for screenshots; nobody is shown a window.
    ...['-display', 'none', '-device', 'VGA'],
    // A panic is an event that the VM host hears of; the guest goes on, so that its trace is written to the end.
    ...['-device', 'pvpanic', '-action', 'panic=none'],
    ...['-object', 'rng-builtin,id=rng', '-device', 'virtio-rng-pci,rng=rng'],
    ...channels(input),
    ...network(profile.network),
    ...source(input),
    ...hotplugSlots(profile),
    ...Object.entries(profile.fwCfg).flatMap(([name, text]) => ['-fw_cfg', qemuOption('', { name, string: text })]),
    ...smbios(profile),
    ...(profile.tpm === 'none' ? [] : tpm(input)),
    ...(input.seccomp === 'available' ? ['-sandbox', sandbox] : []),
    ...(input.incoming === undefined ? [] : ['-incoming', input.incoming]),
    ...profile.extraArguments,
  ];
}

/** Nothing here relies on QEMU starting programs. */
const sandbox = 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny';

/**
 * As libvirt and mkosi have it. Of its timers a guest needs none; emulated, they cost the host time even while the guest is
 * idle, and one guest in some hundred hung when its kernel took them for its clock (QEMU 7.2).
 */
const noHpet = { hpet: 'off' } as const;

function machine({ profile, accelerator, uefi }: QemuCommandLineInput): string[] {
  const accel = accelerator.kind === 'tcg' ? tcgAccelerator : accelerator.kind;
  const common = ['-accel', accel, '-cpu', accelerator.cpuModel];
  if (profile.firmware === 'bios') return ['-machine', qemuOption(profile.machine, noHpet), ...common];
  const { code, variables } = needed(uefi, 'the UEFI firmware files');
  const flash = (name: string, filename: string, access: object): string[] => [
    '-blockdev',
    JSON.stringify({ driver: 'raw', 'node-name': name, ...access, file: { driver: 'file', filename } }),
  ];
  return [
    ...flash('uefi-code', code, { 'read-only': true }),
    ...flash('uefi-variables', variables, {}),
    '-machine',
    qemuOption(profile.machine, { ...noHpet, pflash0: 'uefi-code', pflash1: 'uefi-variables' }),
    ...common,
  ];
}

function channels({ profile, sockets, serialLog }: QemuCommandLineInput): string[] {
  const socket = (id: string, path: string, more: Record<string, string> = {}): string[] => [
    '-chardev',
    qemuOption('socket', { id, path, server: 'off', ...more }),
  ];
  const { virtio, uart } = profile.guestPorts;
  const port = (id: string, name: string): string[] => [
    '-device',
    // QEMU tells of a port that closes (VSERPORT_CHANGE) only if the device has an id.
    qemuOption('virtserialport', { bus: 'virtio-serial.0', id, chardev: id, name }),
  ];
  return [
    ...[...socket('qmp', sockets.qmp), '-mon', 'chardev=qmp,mode=control'],
    ...socket('console', sockets.console, { logfile: serialLog, logappend: 'on' }),
    ...['-device', 'isa-serial,chardev=console,index=0'],
    ...(uart ? [...socket('uart', needed(sockets.uart, 'the socket of the second UART'))] : []),
    ...(uart ? ['-device', 'isa-serial,chardev=uart,index=1'] : []),
    ...(virtio ? ['-device', 'virtio-serial-pci,id=virtio-serial'] : []),
    ...(virtio ? [...socket('guest', needed(sockets.guest, 'the socket of the guest port'))] : []),
    ...(virtio ? port('guest', guestPortName) : []),
    ...(virtio ? sockets.streams : []).flatMap((path, index) => {
      const id = `stream${String(index)}`;
      return [...socket(id, path), ...port(id, streamPortName(index))];
    }),
  ];
}

function network({ kind, forwards }: Profile['network']): string[] {
  if (kind === 'none') return [];
  const rules = forwards.map((each) => `,hostfwd=tcp:127.0.0.1:${String(each.hostPort)}-:${String(each.guestPort)}`);
  // Without its option ROM the card does not offer to boot from the network.
  return ['-netdev', `user,id=net${rules.join('')}`, '-device', 'virtio-net-pci,id=nic,netdev=net,romfile='];
}

function source({ profile, bootDiskFile, diskFiles }: QemuCommandLineInput): string[] {
  const { source: from, disks } = profile;
  const extra = disks.map((disk, index): DiskDevice => ({
    file: needed(diskFiles[index], `the file of disk ${String(index)}`),
    id: `disk${String(index)}`,
    bus: disk.bus ?? 'virtio',
    bootIndex: index + 1,
    throwaway: disk.writable === true ? 'kept' : 'throwaway',
  }));
  // Only what has a boot index is booted: no floppy, no network.
  const strict = ['-boot', 'strict=on'];
  switch (from.kind) {
    case 'iso':
      return [...strict, ...cdromArguments(from.path, 0), ...diskArguments(extra)];
    case 'disk': {
      const file = needed(bootDiskFile, 'the file of the boot disk');
      const boot: DiskDevice = { file, id: 'boot', bus: 'virtio', bootIndex: 0, throwaway: 'throwaway' };
      return [...strict, ...diskArguments([boot, ...extra])];
    }
    case 'kernel':
      return [
        ...['-kernel', from.kernel],
        ...(from.initrd === undefined ? [] : ['-initrd', from.initrd]),
        ...(from.commandLine === undefined ? [] : ['-append', from.commandLine]),
        ...diskArguments(extra),
      ];
  }
}

function smbios({ smbios: { system, oemStrings = [] } }: Profile): string[] {
  // Each string is a property of the same name, so they are joined one by one.
  const strings = oemStrings.map((value) => qemuOption('', { value }));
  return [
    ...(system === undefined ? [] : ['-smbios', qemuOption('type=1', system)]),
    ...(strings.length === 0 ? [] : ['-smbios', ['type=11', ...strings].join(',')]),
  ];
}

function tpm({ tpm: path }: QemuCommandLineInput): string[] {
  return [
    ...['-chardev', qemuOption('socket', { id: 'tpm', path: needed(path, 'the socket of the TPM') })],
    ...['-tpmdev', 'emulator,id=tpm,chardev=tpm', '-device', 'tpm-crb,tpmdev=tpm'],
  ];
}

/** Behind everything else, so that they move no other device to another address. */
function hotplugSlots({ machine: kind }: Profile): string[] {
  if (kind === 'pc') return [];
  return hotplugPorts.flatMap((id, index) => [
    '-device',
    qemuOption('pcie-root-port', { id, chassis: index + 1, slot: index + 1 }),
  ]);
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The QEMU command line lacks ${what}.`);
  return value;
}
