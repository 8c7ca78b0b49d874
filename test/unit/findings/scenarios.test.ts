import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixtureFacts } from './fixtureFacts.ts';
import { findingsOf, shownLines } from './findingsOf.ts';

/** Each scenario of the sample image: exactly its own findings, from what a real run of it captured. */
const own: Readonly<Record<string, readonly string[]>> = {
  applied: [],
  noisy: [],
  deadlock: ['error deadlock:pre-nixos.service,sshd.service'],
  'plan-only': ['warning storage-plan-only'],
  failed: ['error storage-failed'],
  'no-lease': ['error no-lease'],
  emergency: [
    'error console-deviceTimeout:Timed out waiting for device /dev/disk/by-label/persist',
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

test('a failed storage shows the command that failed, what it said, and the unit that failed with it', () => {
  const facts = fixtureFacts('failed');
  const [finding] = findingsOf(facts);
  expect(finding?.title).toContain('“vgcreate main /dev/disk/by-id/missing-disk” ended with 5');
  expect(finding?.explanation).toContain('It said: “No device found for /dev/disk/by-id/missing-disk.”');
  expect(finding?.explanation).toContain('pre-nixos.service failed with it (exit status 1).');
  const shown = shownLines(facts, finding).join('\n');
  expect(shown).toContain('"returncode": 5');
  expect(shown).toContain('pre-nixos-start[409]:   No device found');
  expect(shown).toContain('● pre-nixos.service loaded failed failed');
  expect(shown).toContain('how pre-nixos.service ended: Result=exit-code');
});

test('a unit that was killed has not failed with the storage', () => {
  const text = readFailedUnits()
    .replace('Result=exit-code', 'Result=signal')
    .replace('ExecMainCode=1', 'ExecMainCode=2');
  const facts = fixtureFacts('failed', { 'failed-units': text });
  expect(findingsOf(facts).map(({ id }) => id)).toEqual(['storage-failed', 'unit-failed:pre-nixos.service']);
});

test('a failed unit shows its exit status and what it said last', () => {
  const facts = fixtureFacts('failed', { 'storage-status': 'STATE=applied\nDETAIL=auto-applied\n' });
  const finding = findingsOf(facts).find(({ kind }) => kind === 'unit-failed');
  expect(finding?.title).toBe('pre-nixos.service failed: exit status 1');
  const shown = shownLines(facts, finding).join('\n');
  expect(shown).toContain('● pre-nixos.service loaded failed failed');
  expect(shown).toContain('how pre-nixos.service ended: Result=exit-code');
  expect(shown).toContain('Failed to start pre-nixos.service - Pre-NixOS setup.');
});

test('a device that did not come says what was not started for it', () => {
  const [finding] = findingsOf(fixtureFacts('emergency'));
  expect(finding?.explanation).toContain(
    'Because of it systemd did not start mnt-persist.mount - /mnt/persist, loca…s.target - Local File Systems.',
  );
  expect(finding?.evidence).toMatchObject([{ what: 'the console, 3 lines' }]);
});

test('an emergency shell names what failed before it', () => {
  const finding = findingsOf(fixtureFacts('emergency')).find(({ kind }) => kind === 'console-emergency-shell');
  expect(finding?.next).toBe('Mend what failed before it: “Timed out waiting for device /dev/disk/by-label/persist”.');
});

function readFailedUnits(): string {
  return readFileSync(new URL('fixtures/failed/failed-units.txt', import.meta.url), 'utf8');
}
