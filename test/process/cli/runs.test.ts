import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { runCli } from './runCli.ts';

let workspace: string;
let capturesFolder: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'runs-'));
  capturesFolder = join(workspace, 'boot-image-captures');
});

afterEach(() => {
  rmSync(workspace, { recursive: true });
});

it('shows the past runs and plots their boot times', async () => {
  const startedAt = new Date('2025-10-12T01:03:38Z');
  const folder = await RunFolder.create({ capturesFolder, profileName: 'installer', startedAt, toolVersion: '1' });
  const accelerator = { kind: 'kvm', why: '' };
  const host = { os: '', architecture: '', cpus: 1, memoryMib: 1, qemuVersion: '', accelerator };
  await folder.updateMetadata({ host, phases: [{ phase: 'ready', atMs: 31_000, byteOffset: 0 }] });
  await folder.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
  folder.dispose();
  appendFileSync(join(capturesFolder, 'ledger.jsonl'), '{"cut\n');
  const shown = await runCli(['runs', '--workspace', workspace, '--plot', join(workspace, 'plot.svg')]);
  expect(shown.exitStatus).toBe(0);
  expect(shown.stdout).toMatch(/2025-10-12 01:03:38Z {2}installer {2}incomplete {2}31\.0 s .*-installer\n/);
  expect(shown.stderr).toBe(`Line 2 of ${join(capturesFolder, 'ledger.jsonl')} cannot be read and was passed over.\n`);
  expect(readFileSync(join(workspace, 'plot.svg'), 'utf8')).toContain('>installer: 1 boot, median 31.0 s<');
  const { stdout, stderr } = await runCli(['runs', '--captures', capturesFolder, '--json']);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    capturesFolder,
    runs: [{ profile: 'installer', runFolder: folder.path, bootMs: 31_000 }],
    remarks: [expect.stringContaining('Line 2 of')],
  });
});

it('says that there are none', async () => {
  const { exitStatus, stdout } = await runCli(['runs', '--workspace', workspace]);
  expect([exitStatus, stdout]).toEqual([0, `There are no runs in ${capturesFolder}.\n`]);
});
