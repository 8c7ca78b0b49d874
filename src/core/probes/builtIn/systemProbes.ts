import type { Probe } from '../probe.ts';
import { bootUnitsCommand } from './bootUnitsCommand.ts';
import { failedUnitsCommand } from './failedUnitsCommand.ts';
import { probeTimeoutMs } from './probeTimeoutMs.ts';
import { sshAccessCommand } from './sshAccessCommand.ts';
import { unitShowCommand } from './unitShowCommand.ts';

const group = 'system';
const timeoutMs = probeTimeoutMs;
/** Those that look at every unit: an emulated guest on a busy machine was seen to need more than half a minute. */
const everyUnitTimeoutMs = 4 * probeTimeoutMs;

export const systemProbes: readonly Probe[] = [
  {
    id: 'failed-units',
    group,
    title: 'Failed units',
    command: failedUnitsCommand,
    timeoutMs,
    reading: { command: 'systemctl list-units --failed --no-pager -l --output=json', reader: 'json' },
  },
  {
    id: 'kernel-log',
    group,
    title: 'Kernel log',
    command: 'dmesg',
    timeoutMs,
  },
  {
    id: 'sshd-status',
    group,
    title: 'sshd.service',
    command: 'systemctl status --no-pager -l sshd.service',
    timeoutMs,
    reading: { command: unitShowCommand('sshd.service'), reader: 'keyValue' },
  },
  {
    id: 'sshd-properties',
    group,
    title: 'Properties of sshd.service',
    command: 'systemctl show --no-pager sshd.service',
    timeoutMs,
    reading: { reader: 'keyValue' },
  },
  {
    id: 'ssh-access',
    group,
    title: 'Who can log in by SSH',
    command: sshAccessCommand,
    timeoutMs,
  },
  {
    id: 'boot-timing',
    group,
    title: 'Boot timing',
    // On one stream: that the boot is not finished yet is said on stderr, and is the answer then.
    command:
      'exec 2>&1; systemd-analyze time && systemd-analyze blame --no-pager && systemd-analyze critical-chain --no-pager',
    timeoutMs: everyUnitTimeoutMs,
    reading: { reader: 'systemdAnalyze' },
  },
  {
    id: 'boot-units',
    group,
    title: 'Units of the boot',
    command: bootUnitsCommand,
    timeoutMs: everyUnitTimeoutMs,
    reading: { reader: 'bootUnits' },
  },
];
