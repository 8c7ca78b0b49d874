import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { Probe } from '../../../src/core/probes/probe.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { vmState } from '../host/vmState.ts';

/** A state as a VM host sends it: a guest that is ready and was asked nothing yet. */
export function sampleState(changes: Partial<VmState> = {}): VmState {
  return vmState({
    id: 'vm1',
    runFolder: '/captures/2025-10-12T01-03-38Z-sample-applied',
    phase: 'ready',
    channel: { state: 'ready', kind: 'virtio' },
    probes: [{ probe: probe('storage-status', 'storage'), running: false }],
    consoleBytes: 1000,
    ...changes,
  });
}

/** As a window knows a VM in this state. */
export function sampleVm(changes: Partial<VmState> = {}): { readonly name: string; readonly state: VmState } {
  const state = sampleState(changes);
  return { name: state.profile, state };
}

export function probe(id: string, group: string): Probe {
  return { id, group, title: `The ${id}`, command: `cat /run/${id}`, timeoutMs: 1000 };
}

export function capture(changes: Partial<CaptureRecord> = {}): CaptureRecord {
  return {
    id: '0001-storage-status',
    probe: 'storage-status',
    title: 'The storage-status',
    command: 'cat /run/storage-status',
    exitStatus: 0,
    startedAt: '2025-10-12T01:04:00.000Z',
    durationMs: 420,
    channel: 'virtio',
    timedOut: false,
    truncated: false,
    bytes: 12,
    sha256: '',
    file: 'captures/0001-storage-status.txt',
    stderrFile: null,
    readingFile: null,
    expectation: null,
    ...changes,
  };
}
