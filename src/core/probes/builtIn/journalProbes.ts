import type { Probe } from '../probe.ts';
import { probeTimeoutMs } from './probeTimeoutMs.ts';

export const journalProbes: readonly Probe[] = [
  {
    id: 'pre-nixos-journal',
    group: 'journal',
    title: 'Journal of pre-nixos.service',
    command: 'journalctl -u pre-nixos.service -b --no-pager',
    timeoutMs: probeTimeoutMs,
    reading: { command: 'journalctl -u pre-nixos.service -b --no-pager -o json', reader: 'jsonLines' },
  },
];
