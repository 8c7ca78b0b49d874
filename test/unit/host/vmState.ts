import type { VmState } from '../../../src/host/protocol/vmState.ts';

/** The state of a VM that boots, with changes. */
export function vmState(changes: Partial<VmState> = {}): VmState {
  return {
    id: 'vm-1',
    profile: 'sample-applied',
    image: 'sample: applied',
    runFolder: '/run-folder',
    hostPid: 1,
    qemuPid: 2,
    startedAt: '2025-10-12T01:03:38.000Z',
    start: { kind: 'boot', why: null },
    accelerator: { kind: 'tcg', why: 'no /dev/kvm' },
    machine: { running: 'running', link: 'up', attachedDisks: [], forwards: [] },
    ssh: null,
    phase: 'kernel',
    phases: [],
    failures: [],
    channel: { state: 'waiting' },
    probes: [],
    waits: [],
    findings: [],
    consoleBytes: 0,
    automationTyping: false,
    graceTimeMs: 600_000,
    end: null,
    ...changes,
  };
}
