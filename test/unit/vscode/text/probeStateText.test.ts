import { expect, test } from 'vitest';
import type { ProbeStatus } from '../../../../src/host/protocol/vmState.ts';
import { probeStateText } from '../../../../src/vscode/text/probeStateText.ts';
import { capture, probe } from '../sampleState.ts';

const title = 'storage is applied';

test.each<[string, Partial<ProbeStatus>]>([
  ['not run', {}],
  ['running', { running: true, capture: capture() }],
  ['answered', { capture: capture() }],
  ['exit status 3', { capture: capture({ exitStatus: 3 }) }],
  ['timed out', { capture: capture({ timedOut: true, expectation: { state: 'unknown', title, why: 'no text' } }) }],
  ['met', { capture: capture({ expectation: { state: 'met', title } }) }],
  ['not met: found plan-only', { capture: capture({ expectation: { state: 'unmet', title, found: 'plan-only' } }) }],
  ['cannot tell: no STATE', { capture: capture({ expectation: { state: 'unknown', title, why: 'no STATE' } }) }],
  ['no answer: the channel is lost', { capture: capture(), error: 'the channel is lost' }],
])('a probe can be "%s"', (expected, status) => {
  const text = probeStateText({ probe: probe('storage-status', 'storage'), running: false, ...status }).text;
  expect(text).toBe(expected);
});
