import type { Probe, WaitWish } from '../../probes/probe.ts';

/** What is booted. Paths are absolute once a profile is resolved. */
export type BootSource =
  | { readonly kind: 'iso'; readonly path: string }
  | { readonly kind: 'disk'; readonly path: string; readonly format: 'raw' | 'qcow2' }
  | { readonly kind: 'kernel'; readonly kernel: string; readonly initrd?: string; readonly commandLine?: string };

/** What is booted has to be built first. */
export interface NixSource {
  readonly kind: 'nix';
  /** As nix takes it: `.#bootImage`. */
  readonly flake: string;
  /** Where nix is run; absolute. */
  readonly folder: string;
}

export type AcceleratorChoice = 'auto' | 'kvm' | 'hvf' | 'tcg';

/** How to become root on the console. Everything is optional: automatic login and empty passwords need nothing. */
export interface Login {
  /** Default: root. */
  readonly user?: string;
  readonly password?: string;
  /** For `sudo`, where it asks; default: the user's password. */
  readonly sudoPassword?: string;
  /** For `su`, where there is no sudo. */
  readonly rootPassword?: string;
}

export interface Disk {
  /** A new, empty disk of this size … */
  readonly sizeMib?: number;
  /** … or an existing image, used through an overlay unless `writable`. */
  readonly path?: string;
  readonly format?: 'raw' | 'qcow2';
  readonly writable?: boolean;
  readonly bus?: 'virtio' | 'sata' | 'nvme' | 'scsi' | 'usb';
}

/** A port of this machine that leads into the guest; host port 0 lets QEMU take a free one. */
export interface PortForward {
  readonly hostPort: number;
  readonly guestPort: number;
}

/** What the firmware tells the guest about the machine it runs on (`dmidecode`, /sys/class/dmi/id). */
export interface Smbios {
  /** Of structure type 1. */
  readonly system?: {
    readonly manufacturer?: string;
    readonly product?: string;
    readonly version?: string;
    readonly serial?: string;
    readonly uuid?: string;
    readonly sku?: string;
    readonly family?: string;
  };
  /** Structure type 11; systemd takes credentials from here (`io.systemd.credential:NAME=VALUE`). */
  readonly oemStrings?: readonly string[];
}

/** A rule of a profile's own: a pattern in the output of a probe makes a finding. */
export interface ProfileFindingRule {
  /** The probe whose output is looked at. */
  readonly probe: string;
  /** Source of a JavaScript regular expression, matched per line. */
  readonly pattern: string;
  /** One sentence. */
  readonly title: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly explanation?: string;
  readonly next?: string;
}

/** A pattern of a profile's own for the console; a line that matches is a console failure, and a finding. */
export interface ProfileConsoleFailure {
  /** Source of a JavaScript regular expression, matched per line without escape sequences. */
  readonly pattern: string;
  /** One sentence. */
  readonly title: string;
  /** Fatal: the boot cannot go on. */
  readonly severity: 'fatal' | 'error' | 'warning';
  readonly explanation?: string;
  readonly next?: string;
}

/** A named, complete description of how to boot one image. */
export interface Profile {
  /** Letters, digits and dashes; part of run folder names. */
  readonly name: string;
  readonly source: BootSource;
  readonly memoryMib: number;
  readonly cpus: number;
  readonly accelerator: AcceleratorChoice;
  readonly firmware: 'bios' | 'uefi';
  readonly machine: 'q35' | 'pc';
  readonly disks: readonly Disk[];
  readonly network: {
    readonly kind: 'user' | 'none';
    readonly forwards: readonly PortForward[];
    /** Whether the cable is plugged in when the machine starts. */
    readonly link: 'up' | 'down';
  };
  /** Firmware configuration entries, `opt/…` → text. */
  readonly fwCfg: Readonly<Record<string, string>>;
  readonly smbios: Smbios;
  readonly tpm: 'none' | '2.0';
  /** Which channels the machine offers to the guest. */
  readonly guestPorts: { readonly virtio: boolean; readonly uart: boolean };
  readonly extraArguments: readonly string[];
  readonly login: Login;
  readonly bootTimeoutMs: number;
  /** Added to the built-in probes; one with a built-in id replaces it. */
  readonly probes: readonly Probe[];
  /** Ids of the probes to show and run; undefined: all. */
  readonly probeSelection?: readonly string[];
  /** What has to come true before the probes are asked as tests: ids of built-in waits, or its own. Undefined: none. */
  readonly waits?: readonly (string | WaitWish)[];
  readonly findings: readonly ProfileFindingRule[];
  readonly consoleFailures: readonly ProfileConsoleFailure[];
}

/** A profile whose image is built at each launch. */
export type ProfileToBuild = Omit<Profile, 'source'> & { readonly source: NixSource };
