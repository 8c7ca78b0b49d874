import { expect, test } from 'vitest';
import type { ConsoleFailure } from '../../../src/core/console/phases/bootPhase.ts';
import { factsOf } from './factsOf.ts';
import { findingsOf } from './findingsOf.ts';

const channelTrouble = 'Gave up waiting for the guest channel after 150.0 s.';

test('that nobody can log in is a finding', () => {
  expect(findingsOf(factsOf({}, { channelTrouble }))).toMatchObject([
    { kind: 'no-way-in', severity: 'error', explanation: channelTrouble },
  ]);
});

test('after a panic the panic is the finding', () => {
  const failure: ConsoleFailure = {
    kind: 'kernelPanic',
    severity: 'fatal',
    title: 'Kernel panic: oh',
    trace: ['Kernel panic - not syncing: oh'],
    byteStart: 0,
    byteEnd: 30,
  };
  const failures = [{ failure, firstLine: 1, lastLine: 1 }];
  expect(findingsOf(factsOf({}, { channelTrouble, failures })).map(({ kind }) => kind)).toEqual([
    'console-kernel-panic',
  ]);
});
