import { expect, test } from 'vitest';
import { recordedProfile } from '../../../src/core/artefacts/recordedProfile.ts';
import type { Profile } from '../../../src/core/image/profile/profile.ts';

test('a run folder never holds a password', () => {
  const profile: Profile = {
    name: 'x',
    source: { kind: 'iso', path: '/x.iso' },
    memoryMib: 1024,
    cpus: 1,
    accelerator: 'auto',
    firmware: 'bios',
    machine: 'q35',
    disks: [],
    network: { kind: 'none', forwards: [], link: 'up' },
    fwCfg: {},
    smbios: {},
    tpm: 'none',
    guestPorts: { virtio: true, uart: true },
    extraArguments: [],
    login: { user: 'nixos', password: 'secret-1', sudoPassword: 'secret-2', rootPassword: 'secret-3' },
    bootTimeoutMs: 1000,
    probes: [],
    findings: [],
    consoleFailures: [],
  };
  const recorded = recordedProfile(profile);
  expect(recorded).toMatchObject({
    name: 'x',
    login: { user: 'nixos', passwordsGiven: ['password', 'sudoPassword', 'rootPassword'] },
  });
  expect(JSON.stringify(recorded)).not.toContain('secret');
});
