import { expect, test } from 'vitest';
import type { ConsoleFailure } from '../../../src/core/console/phases/bootPhase.ts';
import type { LocatedFailure } from '../../../src/core/findings/runFacts.ts';
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

const silence = (lastLine: string): LocatedFailure => ({
  failure: {
    kind: 'silence',
    severity: 'warning',
    title: 'No output for 60 s in the phase userspace',
    trace: [lastLine],
    byteStart: 0,
    byteEnd: 30,
    atMs: 98_000,
  },
  firstLine: 656,
  lastLine: 656,
});

test('a console that is silent after a complete boot lacks a login, and that alone is said', () => {
  for (const line of ['graphical.target - Graphical Interface.', 'Multi-User System.']) {
    const failures = [silence(`[  OK  ] Reached target ${line}`)];
    const [finding, ...others] = findingsOf(factsOf({}, { channelTrouble, failures }));
    expect([finding?.kind, finding?.severity, others]).toEqual(['no-login-prompt', 'error', []]);
    expect(finding?.evidence).toMatchObject([{ file: 'serial.txt', firstLine: 656 }]);
    expect(finding?.explanation).toMatch(
      /^systemd reached (?:graphical\.target|Multi-User System) and .* came for 60 s \(until 98\.0 s after/,
    );
  }
});

test('a login that came late is none that is missing', () => {
  const failures = [silence('[  OK  ] Reached target graphical.target - Graphical Interface.')];
  expect(findingsOf(factsOf({ jobs: 'No jobs running.\n' }, { failures }))).toEqual([]);
});

test('a console that is silent in the middle of the boot is only silent', () => {
  const failures = [silence('[  OK  ] Reached target basic.target - Basic System.')];
  expect(findingsOf(factsOf({}, { failures })).map(({ kind }) => kind)).toEqual(['console-silence']);
});
