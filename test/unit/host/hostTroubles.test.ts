import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/common/userError.ts';
import { explainQemuStderr } from '../../../src/core/image/explainQemuStderr.ts';
import type { VmEnd } from '../../../src/host/protocol/vmState.ts';
import { endTrouble } from '../../../src/host/vm/endTrouble.ts';
import { startTrouble } from '../../../src/host/machine/startTrouble.ts';

/** In QEMU's own words. */
const told = {
  'port-taken':
    "qemu-system-x86_64: -netdev user,id=n,hostfwd=tcp:127.0.0.1:2222-:22: Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'\n",
  'image-in-use':
    'qemu-system-x86_64: -blockdev file: Failed to get "write" lock\nIs another process using the image [/a.img]?\n',
  memory: "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory\n",
  'disk-full': 'qemu-system-x86_64: -drive file=a.raw: Could not write: No space left on device\n',
};
const killed: VmEnd = { cause: 'qemuExit', sentence: '', exitCode: null, signal: 'SIGKILL' };

describe.each(Object.entries(told))('%s', (kind, stderr) => {
  it('is known of a QEMU that ended, and of one that did not start', () => {
    const end: VmEnd = { cause: 'qemuExit', sentence: '', exitCode: 1, signal: null };
    expect(endTrouble(end, stderr)).toMatchObject({ kind, file: 'diagnostics/qemu-stderr.txt' });
    expect(startTrouble(explainQemuStderr(stderr))).toMatchObject({ kind });
  });

  it('is none of this machine where the VM ended as it was meant to', () => {
    expect(endTrouble({ cause: 'requested', sentence: '', exitCode: 0, signal: null }, stderr)).toBeUndefined();
  });
});

it('a QEMU that somebody killed is told; its own words come first', () => {
  expect(endTrouble(killed, '')).toMatchObject({ kind: 'qemu-killed' });
  expect(endTrouble(killed, told.memory)).toMatchObject({ kind: 'memory' });
});

it('what lies with the profile lies not with this machine', () => {
  expect(startTrouble(explainQemuStderr('qemu-system-x86_64: -bogus: invalid option\n'))).toBeUndefined();
  expect(startTrouble(new UserError('usage', 'No.'))).toBeUndefined();
  expect(endTrouble({ ...killed, signal: 'SIGSEGV' }, '')).toBeUndefined();
});
