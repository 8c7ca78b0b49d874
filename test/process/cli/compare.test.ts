import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunComparison } from '../../../src/core/artefacts/comparison/runChange.ts';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import type { Finding } from '../../../src/core/findings/finding.ts';
import { probeAnswer } from '../../unit/artefacts/probeAnswers.ts';
import { runCli } from './runCli.ts';

let workspace: string;
let good: string;
let same: string;
let bad: string;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'compare, ä '));
  good = await makeRun('2025-10-12T01:00:00Z', 'lo\neth0\n', []);
  same = await makeRun('2025-10-13T02:03:04Z', 'lo\neth0\n', []);
  const finding = { id: 'no-lease', kind: 'no-lease', severity: 'error', title: 'lan has no lease' } as const;
  bad = await makeRun('2025-10-14T01:00:00Z', 'lo\nlan\n', [{ ...finding, explanation: '', evidence: [], next: '' }]);
});

afterAll(() => {
  rmSync(workspace, { recursive: true });
});

async function makeRun(startedAt: string, links: string, findings: readonly Finding[]): Promise<string> {
  const folder = await RunFolder.create({
    capturesFolder: join(workspace, 'boot-image-captures'),
    profileName: 'installer',
    startedAt: new Date(startedAt),
    toolVersion: '1',
  });
  await folder.addCapture(probeAnswer({ id: 'links', title: 'Network links', stdout: links }));
  await folder.updateMetadata({ findings });
  await folder.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
  folder.dispose();
  return folder.path;
}

it('ends with exit status 1 where something got worse, and shows that first', async () => {
  const { exitStatus, stdout } = await runCli(['compare', good, bad]);
  expect(stdout).toBe(
    [
      `before  ${good}`,
      `after   ${bad}`,
      '',
      'Worse',
      '  finding: lan has no lease',
      '      + error',
      '',
      'Changed',
      '  Network links',
      '      - eth0',
      '      + lan',
      '',
    ].join('\n'),
  );
  expect(exitStatus).toBe(1);
});

it('ends with exit status 0 where it got better, and where nothing differs but when it was', async () => {
  expect(await runCli(['compare', bad, good])).toMatchObject({ exitStatus: 0 });
  const { exitStatus, stdout } = await runCli(['compare', good, same]);
  expect(stdout).toContain('Nothing differs but times, process ids and addresses.');
  expect(exitStatus).toBe(0);
});

it('compares one run with the baseline of its profile, once there is one', async () => {
  const without = await runCli(['compare', bad]);
  expect(without).toMatchObject({ exitStatus: 2, stdout: '' });
  expect(without.stderr).toMatch(/^The profile installer has no baseline in .*Mark a good run/);
  expect(await runCli(['compare', '--mark-baseline', good])).toMatchObject({ exitStatus: 0 });
  const { exitStatus, stdout } = await runCli(['compare', '--json', bad]);
  expect(exitStatus).toBe(1);
  const comparison = JSON.parse(stdout) as RunComparison;
  expect(comparison).toMatchObject({ before: good, after: bad, gotWorse: true });
  expect(comparison.changes.map(({ direction, subject }) => [direction, subject])).toEqual([
    ['worse', 'finding'],
    ['changed', 'probe'],
  ]);
});

it('refuses what is no run in one sentence', async () => {
  const { exitStatus, stderr } = await runCli(['compare', workspace, good]);
  expect(exitStatus).toBe(2);
  expect(stderr).toContain(`${workspace} is no run folder: it holds no metadata.json of schema version 1.`);
});
