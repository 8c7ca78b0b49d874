import { suite, test } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { TestResult } from '../../../src/core/artefacts/verdicts/testResult.ts';
import { builtInProbes } from '../../../src/core/probes/builtInProbes.ts';
import { testMessage } from '../../../src/vscode/testing/testMessage.ts';

const runFolder = '/captures/a run';
const capture: CaptureRecord = {
  id: '0001-storage-status',
  probe: 'storage-status',
  title: 'storage-status of pre-nixos',
  command: 'cat /run/pre-nixos/storage-status',
  file: 'captures/0001-storage-status.txt',
  stderrFile: null,
  readingFile: null,
  exitStatus: 0,
  startedAt: '',
  durationMs: 1,
  channel: 'virtio',
  bytes: 9,
  sha256: '',
  timedOut: false,
  truncated: false,
  expectation: null,
};

suite('what a test that did not pass shows', () => {
  const [probe] = builtInProbes;
  assert.ok(probe !== undefined);
  const result = (verdict: TestResult['verdict'], filed: CaptureRecord | null): TestResult => ({
    test: { kind: 'probe', probe },
    verdict,
    durationMs: 1,
    capture: filed,
    wait: null,
  });
  const place = new vscode.Location(vscode.Uri.file('/workspace/.vscode/boot-image.json'), new vscode.Position(3, 4));
  const textOf = ({ message }: vscode.TestMessage): string => (typeof message === 'string' ? message : message.value);

  test('is the difference, at the captured file, with links to it and to the report of the run', () => {
    const compared = { expected: 'STATE = applied\n', found: 'STATE = failed\n' };
    const verdict = { state: 'failed', message: 'STATE is failed', compared } as const;
    const message = testMessage(result(verdict, capture), { runFolder, place });
    assert.deepEqual([message.expectedOutput, message.actualOutput], [compared.expected, compared.found]);
    assert.equal(message.location?.uri.fsPath, `${runFolder}/${capture.file}`);
    assert.equal(
      textOf(message).replaceAll('&nbsp;', ' '),
      'STATE is failed\n\n' +
        `[${capture.file}](file:///captures/a%20run/${capture.file}) · [README.md](file:///captures/a%20run/README.md)`,
    );
  });

  test('is the place of the test in its profile, where nothing was captured', () => {
    const message = testMessage(result({ state: 'errored', message: 'The VM failed.' }, null), { runFolder, place });
    assert.equal(message.location, place);
    assert.equal(message.expectedOutput, undefined);
    assert.match(textOf(message), /\[README\.md\]/);
  });

  test('has no link of the guest', () => {
    const verdict = { state: 'failed', message: 'found [x](command:evil) <b>', compared: null } as const;
    const text = textOf(testMessage(result(verdict, capture), { runFolder, place }));
    assert.ok(!text.includes('](command:'), text);
    assert.ok(!text.includes('<b>'), text);
  });
});
