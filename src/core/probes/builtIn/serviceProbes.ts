import type { Probe } from '../probe.ts';
import { probeTimeoutMs } from './probeTimeoutMs.ts';
import { processesOf } from './processesOf.ts';
import { queuedJobsCommand } from './queuedJobsCommand.ts';
import { unitShowCommand } from './unitShowCommand.ts';

const group = 'service';
const timeoutMs = probeTimeoutMs;

export const serviceProbes: readonly Probe[] = [
  {
    id: 'pre-nixos-status',
    group,
    title: 'pre-nixos.service',
    command: 'systemctl status --no-pager -l pre-nixos.service',
    timeoutMs,
    reading: { command: unitShowCommand('pre-nixos.service'), reader: 'keyValue' },
    expectation: {
      title: 'pre-nixos.service has run and ended with success',
      checks: [
        // A unit that does not exist is inactive with result success, too, and so is one that has not been started yet.
        { path: 'LoadState', equals: 'loaded' },
        { path: 'ActiveState', equals: 'inactive' },
        { path: 'Result', equals: 'success' },
        { path: 'ExecMainStartTimestampMonotonic', matches: '^[1-9]' },
      ],
    },
  },
  {
    id: 'pre-nixos-properties',
    group,
    title: 'Properties of pre-nixos.service',
    command: 'systemctl show --no-pager pre-nixos.service',
    timeoutMs,
    reading: { reader: 'keyValue' },
  },
  {
    id: 'pre-nixos-processes',
    group,
    title: 'Processes of pre-nixos.service',
    command: processesOf('pre-nixos.service', 'table'),
    timeoutMs,
    reading: { command: processesOf('pre-nixos.service', 'jsonLines'), reader: 'jsonLines' },
  },
  {
    id: 'jobs',
    group,
    title: 'Queued jobs',
    command: queuedJobsCommand,
    timeoutMs,
    reading: { reader: 'listJobs' },
  },
];
