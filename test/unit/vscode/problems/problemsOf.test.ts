import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/core/findings/finding.ts';
import { problemsOf } from '../../../../src/vscode/problems/problemsOf.ts';
import { sampleState } from '../sampleState.ts';

const deadlock: Finding = {
  id: 'deadlock:a.service,b.service',
  kind: 'deadlock',
  severity: 'error',
  title: 'Deadlock of a.service and b.service',
  explanation: '',
  evidence: [
    { file: 'captures/0001-jobs.txt', firstLine: 54, lastLine: 54, what: 'process 7 of a.service' },
    { file: 'captures/0001-jobs.txt', firstLine: 5, lastLine: 6, what: 'the job of b.service' },
  ],
  next: 'Let a.service not wait.',
};
const end = { cause: 'requested', sentence: 'It was stopped.', exitCode: 0, signal: null } as const;

test('a finding stands at its first piece of evidence and leads to the others', () => {
  expect(problemsOf([sampleState({ runFolder: '/runs/1', findings: [deadlock] })])).toEqual([
    {
      path: '/runs/1/captures/0001-jobs.txt',
      firstLine: 53,
      lastLine: 53,
      message: 'Deadlock of a.service and b.service (sample-applied)\nLet a.service not wait.',
      severity: 'error',
      code: 'deadlock',
      related: [{ path: '/runs/1/captures/0001-jobs.txt', firstLine: 4, lastLine: 5, message: 'the job of b.service' }],
    },
  ]);
});

test('a finding without evidence stands in the report', () => {
  const findings = [{ ...deadlock, evidence: [] }];
  expect(problemsOf([sampleState({ runFolder: '/runs/1', findings })])).toMatchObject([
    { path: '/runs/1/README.md', firstLine: 0, lastLine: 0, related: [] },
  ]);
});

test('the problems of a VM that has ended stay until its profile runs again', () => {
  const ended = sampleState({ id: 'old', findings: [deadlock], end });
  const startedAt = '2025-10-12T02:00:00.000Z';
  expect(problemsOf([ended])).toHaveLength(1);
  expect(problemsOf([ended, sampleState({ id: 'other', profile: 'other', startedAt })])).toHaveLength(1);
  expect(problemsOf([ended, sampleState({ id: 'new', startedAt })])).toEqual([]);
});

test('what a harness found stands in its transcript', () => {
  const evidence = [{ file: 'transcript.txt', firstLine: 2, lastLine: 2, what: 'the console' }];
  const findings = [{ ...deadlock, evidence }];
  const run = { runFolder: '/runs/h', profile: 'harness', startedAt: '2025-10-12T01:00:00.000Z', findings, end };
  expect(problemsOf([sampleState(), run])).toMatchObject([{ path: '/runs/h/transcript.txt', firstLine: 1 }]);
});

test('a VM that still runs keeps its problems beside another of its profile', () => {
  const running = sampleState({ id: 'old', findings: [deadlock] });
  expect(problemsOf([running, sampleState({ id: 'new', startedAt: '2025-10-12T02:00:00.000Z' })])).toHaveLength(1);
});

test('what the guest wrote is made visible', () => {
  const findings = [{ ...deadlock, title: 'a\u001b[2Jb\u202e' }];
  expect(problemsOf([sampleState({ findings })])[0]?.message).toMatch(/^a\u241b\[2Jb\\u\{202e\} \(/);
});
