import type { PastRun } from '../../../../src/core/artefacts/pastRuns/pastRun.ts';

/** A run that went well. */
export function pastRun(parts: Partial<PastRun> = {}): PastRun {
  return {
    schemaVersion: 1,
    runFolder: '/captures/2025-10-12T01-00-00Z-installer',
    profile: 'installer',
    image: 'installer.iso',
    startedAt: '2025-10-12T01:00:00.000Z',
    endedAt: '2025-10-12T01:05:00.000Z',
    accelerator: 'kvm',
    bootMs: 12_300,
    checkpoint: null,
    outcome: 'passed',
    result: 'All 3 expectations were met.',
    captures: 25,
    expectations: { met: 3, unmet: 0, unknown: 0 },
    findings: { error: 0, warning: 0, info: 0 },
    ...parts,
  };
}
