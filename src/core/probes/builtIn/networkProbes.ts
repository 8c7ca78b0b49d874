import type { Probe } from '../probe.ts';
import { probeTimeoutMs } from './probeTimeoutMs.ts';

const group = 'network';
const timeoutMs = probeTimeoutMs;

export const networkProbes: readonly Probe[] = [
  {
    id: 'networkctl-lan',
    group,
    title: 'networkctl status of lan',
    command: 'networkctl status lan --no-pager -l',
    timeoutMs,
    // systemd 252 and newer; an older one answers with text, and the reading says that it is not JSON.
    reading: { command: 'networkctl status lan --no-pager --json=short', reader: 'json' },
  },
  {
    id: 'links',
    group,
    title: 'Network links',
    command: 'ip -o link',
    timeoutMs,
    // -d: what is no card says its kind.
    reading: { command: 'ip -d -j link', reader: 'json' },
  },
  {
    id: 'lan-address',
    group,
    title: 'IPv4 address of lan',
    command: 'ip -o -4 addr show dev lan',
    timeoutMs,
    reading: { command: 'ip -j -4 addr show dev lan', reader: 'json' },
    expectation: {
      title: 'lan has an IPv4 address',
      checks: [{ path: '0.addr_info.0.local', matches: '^\\d+\\.\\d+\\.\\d+\\.\\d+$' }],
    },
  },
  {
    id: 'routes',
    group,
    title: 'Routes',
    command: 'ip route',
    timeoutMs,
    reading: { command: 'ip -j route', reader: 'json' },
  },
  {
    id: 'networkd-journal',
    group,
    title: 'Journal of systemd-networkd',
    command: 'journalctl -u systemd-networkd.service -b --no-pager',
    timeoutMs,
    reading: { command: 'journalctl -u systemd-networkd.service -b --no-pager -o json', reader: 'jsonLines' },
  },
  {
    id: 'network-status',
    group,
    title: 'network-status of pre-nixos',
    command: 'cat /run/pre-nixos/network-status',
    timeoutMs,
    reading: { reader: 'keyValue' },
  },
];
