import { availableParallelism } from 'node:os';
import { hostMemory } from '../hostMemory.ts';
import type { Profile } from './profile.ts';

/** What a profile has where nothing was said. */
export function profileDefaults(): Omit<Profile, 'name' | 'source'> {
  return {
    memoryMib: defaultMemoryMib(),
    cpus: Math.min(2, availableParallelism()),
    accelerator: 'auto',
    firmware: 'bios',
    machine: 'q35',
    disks: [],
    network: { kind: 'user', forwards: [{ hostPort: 0, guestPort: 22 }], link: 'up' },
    fwCfg: {},
    smbios: {},
    tpm: 'none',
    guestPorts: { virtio: true, uart: true },
    extraArguments: [],
    login: {},
    // Under emulation, real installer images have been seen to need 170 s to their login prompt.
    bootTimeoutMs: 600_000,
    probes: [],
    findings: [],
    consoleFailures: [],
  };
}

/** Live images unpack themselves into memory: 2 GiB, or half of that where it would take half of what is free. */
function defaultMemoryMib(): number {
  return hostMemory().availableMib >= 4096 ? 2048 : 1024;
}
