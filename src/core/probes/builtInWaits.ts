import type { Probe } from './probe.ts';
import type { Wait } from './wait.ts';
import { builtInProbes } from './builtInProbes.ts';

const timeoutMs = 60_000;

export const builtInWaits: readonly Wait[] = [
  {
    id: 'pre-nixos-ended',
    title: 'pre-nixos.service to end',
    probe: probeNamed('pre-nixos-status'),
    until: {
      title: 'pre-nixos.service has ended',
      // True at once of a guest without the unit: there is nothing to wait for. `active` is a oneshot that stays so.
      checks: [
        { path: 'ActiveState', oneOf: ['inactive', 'failed', 'active'] },
        { path: 'Job', matches: '^0?$' },
      ],
    },
    timeoutMs,
  },
  {
    id: 'storage-status-written',
    title: 'storage-status to have a STATE',
    probe: probeNamed('storage-status'),
    until: { title: 'storage-status has a STATE', checks: [{ path: 'STATE', matches: '.' }] },
    timeoutMs,
  },
  {
    id: 'lan-has-address',
    title: 'lan to have an IPv4 address',
    probe: probeNamed('lan-address'),
    until: { title: 'lan has an IPv4 address', checks: [{ path: '0.addr_info.0.local', exists: true }] },
    timeoutMs,
  },
];

function probeNamed(id: string): Probe {
  const probe = builtInProbes.find((each) => each.id === id);
  if (probe === undefined) throw new Error(`There is no built-in probe ${id}.`);
  return probe;
}
