import { describe, expect, it } from 'vitest';
import { vmTrouble } from '../../../src/host/client/vmTrouble.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { vmState } from './vmState.ts';

const panic = { kind: 'kernelPanic', severity: 'fatal', title: 'Kernel panic: no init.', trace: [] } as const;
const failures = [{ ...panic, byteStart: 0, byteEnd: 1 }];
const end = { cause: 'qemuExit', sentence: 'QEMU was killed (SIGKILL).', exitCode: null, signal: 'SIGKILL' } as const;

describe('vmTrouble', () => {
  const cases: readonly (readonly [name: string, changes: Partial<VmState>, sentence: string | undefined])[] = [
    ['a VM that still boots', {}, undefined],
    ['a guest that answers', { phase: 'ready', channel: { state: 'ready', kind: 'virtio' } }, undefined],
    [
      'a panic, though QEMU ended after it',
      { phase: 'failed', failures, end },
      'The boot failed: Kernel panic: no init.',
    ],
    ['a panic before the reboot that went well', { phase: 'userspace', failures }, undefined],
    ['QEMU gone', { phase: 'stopped', end }, 'The VM ended: QEMU was killed (SIGKILL).'],
    [
      'nobody can log in',
      { channel: { state: 'none', why: 'no login prompt' } },
      'The guest cannot be asked: no login prompt.',
    ],
  ];

  it.each(cases)('%s', (_name, changes, sentence) => {
    const trouble = vmTrouble(vmState(changes));
    expect(trouble?.message).toBe(sentence);
    if (sentence !== undefined)
      expect(trouble).toMatchObject({ reason: 'vm', next: 'What was captured is in /run-folder.' });
  });
});
