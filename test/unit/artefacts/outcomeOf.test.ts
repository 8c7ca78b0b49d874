import { expect, test } from 'vitest';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { newMetadata } from '../../../src/core/artefacts/newMetadata.ts';
import type { WaitRecord } from '../../../src/core/artefacts/waitRecord.ts';
import { outcomeOf } from '../../../src/core/artefacts/outcomeOf.ts';
import type { ExpectationResult } from '../../../src/core/probes/probe.ts';

const nothing = newMetadata({ profileName: 'x', startedAt: new Date(0), toolVersion: '1' });

function capture(probe: string, expectation: ExpectationResult | null): CaptureRecord {
  const times = { startedAt: '', durationMs: 0, timedOut: false, truncated: false };
  const files = { bytes: 0, sha256: '', file: '', stderrFile: null, readingFile: null };
  return {
    id: probe,
    probe,
    title: probe,
    command: '',
    exitStatus: 0,
    channel: 'virtio',
    ...times,
    ...files,
    expectation,
  };
}
const met = (probe: string): CaptureRecord => capture(probe, { state: 'met', title: `${probe} is right` });
const unmet = (probe: string): CaptureRecord =>
  capture(probe, { state: 'unmet', title: `${probe} is right`, found: 'it is wrong' });
const unknown = (probe: string): CaptureRecord =>
  capture(probe, { state: 'unknown', title: `${probe} is right`, why: 'no tool' });
const end = (cause: string): RunMetadata['end'] => ({
  cause,
  sentence: 'QEMU was killed by SIGKILL',
  exitCode: null,
  signal: 'SIGKILL',
});
const fatal = {
  kind: 'kernelPanic',
  severity: 'fatal',
  title: 'Kernel panic: no init',
  trace: [],
  byteStart: 0,
  byteEnd: 1,
} as const;

const check = (name: string, patch: Partial<RunMetadata>, outcome: string, result: string): void => {
  test(`${name} → ${outcome}`, () => {
    expect(outcomeOf({ ...nothing, ...patch })).toEqual({ outcome, result });
  });
};
check('nothing asked', { captures: [capture('a', null)] }, 'incomplete', 'No expectation was checked.');
check('all met', { captures: [met('a'), capture('b', null), met('c')] }, 'passed', 'All 2 expectations were met.');
check('the only one met', { captures: [met('a')], end: end('requested') }, 'passed', 'The one expectation was met.');
const wait = (why: string | null): WaitRecord => ({
  id: 'w',
  title: 'a thing',
  state: why === null ? 'came' : 'gaveUp',
  startedAt: '',
  durationMs: 1,
  why,
  capture: null,
});
check(
  'a wait that came is an expectation met',
  { captures: [met('a')], waits: [wait(null)] },
  'passed',
  'All 2 expectations were met.',
);
check(
  'a wait that was given up',
  { captures: [met('a')], waits: [wait('Gave up waiting for a thing after 1.0 s.')] },
  'unmet',
  '1 of 2 expectations was not met: Gave up waiting for a thing after 1.0 s.',
);
check(
  'many unmet are counted, not all told',
  { captures: [unmet('a'), unmet('b'), unmet('c'), unmet('d')] },
  'unmet',
  '4 of 4 expectations were not met: a is right (it is wrong); b is right (it is wrong); and 2 more.',
);
check(
  'one unmet',
  { captures: [met('a'), unmet('b'), unknown('c')] },
  'unmet',
  '1 of 3 expectations was not met: b is right (it is wrong).',
);
check(
  'two unmet',
  { captures: [unmet('a'), unmet('b')] },
  'unmet',
  '2 of 2 expectations were not met: a is right (it is wrong); b is right (it is wrong).',
);
check('the last answer counts', { captures: [unmet('a'), met('a')] }, 'passed', 'The one expectation was met.');
check(
  'and not an earlier one',
  { captures: [met('a'), unmet('a')] },
  'unmet',
  'The one expectation was not met: a is right (it is wrong).',
);
check(
  'one not known',
  { captures: [met('a'), unknown('b')] },
  'incomplete',
  'Not everything could be told: b is right: no tool.',
);
check(
  'evidence missing',
  { captures: [met('a')], missing: [{ probe: 'b', title: 'B', why: 'the channel was lost' }] },
  'incomplete',
  'Not everything could be told: B: the channel was lost.',
);
check(
  'a panic outweighs all',
  { captures: [unmet('a')], failures: [fatal], end: end('guestPanic') },
  'failed',
  'The VM failed: Kernel panic: no init.',
);
check(
  'a warning on the console does not',
  { captures: [met('a')], failures: [{ ...fatal, severity: 'warning' }] },
  'passed',
  'The one expectation was met.',
);
check('QEMU gone', { captures: [met('a')], end: end('qemuExit') }, 'failed', 'QEMU was killed by SIGKILL.');
check('nobody could log in', { failure: 'Nobody could log in' }, 'failed', 'Nobody could log in.');
