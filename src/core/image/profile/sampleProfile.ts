import type { Login, Profile } from './profile.ts';
import { profileDefaults } from './profileDefaults.ts';
import type { SampleScenario } from './sampleScenarios.ts';

export interface SampleOptions {
  /** Absolute. */
  readonly isoPath: string;
  readonly scenario: SampleScenario;
}

/** The profile that boots the sample boot image in one of its scenarios. */
export function sampleProfile({ isoPath, scenario }: SampleOptions): Profile {
  return {
    ...profileDefaults(),
    name: `sample-${scenario}`,
    source: { kind: 'iso', path: isoPath },
    memoryMib: 1024,
    fwCfg: { 'opt/org.boot-image-vm/scenario': scenario },
    login: logins[scenario] ?? {},
    waits: ['pre-nixos-ended', 'storage-status-written', 'lan-has-address'],
  };
}

const logins: Partial<Record<SampleScenario, Login>> = {
  // The sample's own password, which protects nothing: its recipe is public.
  password: { user: 'root', password: 'boot-image' },
};
