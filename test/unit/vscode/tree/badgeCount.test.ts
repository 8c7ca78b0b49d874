import { expect, test } from 'vitest';
import type { ConsoleFailure } from '../../../../src/core/console/phases/bootPhase.ts';
import type { Finding } from '../../../../src/core/findings/finding.ts';
import { badgeCount } from '../../../../src/vscode/tree/badgeCount.ts';
import { capture, probe, sampleState } from '../sampleState.ts';

function failure(severity: ConsoleFailure['severity']): ConsoleFailure {
  return { kind: 'custom', severity, title: '', trace: [], byteStart: 0, byteEnd: 0 };
}

test('it counts what is not met and what failed, not warnings and not what is met', () => {
  const unmet = capture({ expectation: { state: 'unmet', title: '', found: '' } });
  const met = capture({ expectation: { state: 'met', title: '' } });
  const state = sampleState({
    probes: [
      { probe: probe('a', 'network'), running: false, capture: unmet },
      { probe: probe('b', 'network'), running: false, capture: met },
      { probe: probe('c', 'network'), running: false },
    ],
    failures: [failure('fatal'), failure('error'), failure('warning')],
  });
  expect(badgeCount([state])).toEqual({ count: 3, tooltip: '1 expectation not met, 2 console failures' });
  expect(badgeCount([state, state]).count).toBe(6);
});

test('nothing wrong, nothing counted', () => {
  expect(badgeCount([sampleState()])).toEqual({ count: 0, tooltip: '' });
});

test('findings that are errors count; those that a console failure makes count once', () => {
  const finding = (kind: string, severity: 'error' | 'warning'): Finding => {
    return { id: kind, kind, severity, title: '', explanation: '', evidence: [], next: '' };
  };
  const findings = [finding('deadlock', 'error'), finding('console-custom', 'error'), finding('unit-slow', 'warning')];
  expect(badgeCount([sampleState({ findings, failures: [failure('error')] })])).toEqual({
    count: 2,
    tooltip: '1 finding, 1 console failure',
  });
});
