import { describe, expect, test } from 'vitest';
import { fixtureFacts } from './fixtureFacts.ts';
import { findingsOf, shownLines } from './findingsOf.ts';

/** Each scenario of the sample image: exactly its own findings, from what a real run of it captured. */
const own: Readonly<Record<string, readonly string[]>> = {
  applied: [],
  noisy: [],
  deadlock: ['error deadlock:pre-nixos.service,sshd.service'],
  'plan-only': ['warning storage-plan-only'],
  failed: ['error storage-failed', 'error unit-failed:pre-nixos.service'],
  'no-lease': ['error no-lease'],
  emergency: [
    'error console-deviceTimeout:Timed out waiting for device /dev/disk/by-label/persist',
    'error console-dependencyFailed:Dependency failed for mnt-persist.mount - /mnt/persist',
    'error console-dependencyFailed:Dependency failed for loca…s.target - Local File Systems',
    'error console-emergencyShell:The system stopped in emergency mode',
  ],
};

describe.each(Object.entries(own))('%s', (scenario, expected) => {
  const facts = fixtureFacts(scenario);
  const findings = findingsOf(facts);

  test('has its own findings and no others', () => {
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual(expected);
  });

  test('says of each what it is, what shows it and what to do', () => {
    for (const { title, explanation, next, evidence } of findings) {
      expect(title).toMatch(/^\S.*[^.\s]$/);
      expect(explanation).toMatch(/^[^]+[.”!]$/);
      expect(next).toMatch(/\.$/);
      expect(evidence.length).toBeGreaterThan(0);
    }
  });

  test('points only at lines that are there', () => {
    for (const finding of findings) {
      for (const { file, firstLine, lastLine } of finding.evidence) {
        const capture = [...facts.captures.values()].find((each) => each.file === file);
        expect(firstLine).toBeGreaterThan(0);
        expect(lastLine).toBeGreaterThanOrEqual(firstLine);
        if (capture !== undefined) expect(lastLine).toBeLessThanOrEqual(capture.lines.length);
      }
    }
  });
});

test('a failed unit shows its exit status and what it said last', () => {
  const facts = fixtureFacts('failed');
  const finding = findingsOf(facts).find(({ kind }) => kind === 'unit-failed');
  expect(finding?.title).toBe('pre-nixos.service failed: exit status 1');
  const shown = shownLines(facts, finding).join('\n');
  expect(shown).toContain('● pre-nixos.service loaded failed failed');
  expect(shown).toContain('how pre-nixos.service ended: Result=exit-code');
  expect(shown).toContain('Failed to start pre-nixos.service - Pre-NixOS setup.');
});

test('a failed storage shows the command that failed', () => {
  const facts = fixtureFacts('failed');
  const finding = findingsOf(facts).find(({ kind }) => kind === 'storage-failed');
  expect(finding?.title).toContain('“vgcreate main /dev/disk/by-id/missing-disk” ended with 5');
  expect(shownLines(facts, finding)[1]).toContain('"returncode": 5');
});
