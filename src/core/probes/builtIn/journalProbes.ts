import type { Probe } from '../probe.ts';

export const journalProbes: readonly Probe[] = [
  {
    id: 'pre-nixos-journal',
    group: 'journal',
    title: 'Journal of pre-nixos.service',
    command: 'journalctl -u pre-nixos.service -b --no-pager',
    timeoutMs: 20_000,
    reading: { command: 'journalctl -u pre-nixos.service -b --no-pager -o json', reader: 'jsonLines' },
  },
];
