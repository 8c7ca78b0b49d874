import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { probeAnswer } from './probeAnswers.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();
let folder: RunFolder;
let problems: string[];

beforeEach(async () => {
  const startedAt = new Date();
  folder = await RunFolder.create({ capturesFolder: temporary.path, profileName: 'x', startedAt, toolVersion: '1' });
  problems = [];
  folder.onProblem((problem) => problems.push(problem.message));
});

/** Every write to this file fails as on a full disk: with the real error of the real system. */
async function fill(file: string): Promise<void> {
  await rm(join(folder.path, file), { force: true });
  await symlink('/dev/full', join(folder.path, file));
}
const metadata = async (): Promise<RunMetadata> =>
  JSON.parse(await readFile(join(folder.path, 'metadata.json'), 'utf8')) as RunMetadata;

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  test('an answer that cannot be kept is an error for its asker and missing evidence; the rest goes on', async () => {
    await fill('captures/0001-jobs.txt');
    const adding = folder.addCapture(probeAnswer({ id: 'jobs', title: 'Queued jobs' }));
    await expect(adding).rejects.toMatchObject({
      name: 'UserError',
      reason: 'environment',
      message: `The answer of “Queued jobs” could not be kept in ${folder.path}: no space left on device.`,
    });
    const record = await folder.addCapture(probeAnswer({ id: 'links' }));
    expect(await metadata()).toMatchObject({
      captures: [record],
      missing: [{ probe: 'jobs', why: 'its answer could not be written: no space left on device' }],
      problems: [{ why: 'no space left on device', code: 'ENOSPC' }],
    });
    // Nothing half-written is left to be taken for evidence.
    expect((await readdir(join(folder.path, 'captures'))).filter((name) => name.startsWith('0001'))).toEqual([]);
    await folder.writeReport();
    expect(await readFile(join(folder.path, 'README.md'), 'utf8')).toContain(
      '- Queued jobs could not be captured: its answer could not be written: no space left on device',
    );
  });

  test('it is told once, however many writes fail', async () => {
    await fill('harness.log');
    await fill('manual-capture.md');
    for (let index = 0; index < 5; index++) folder.log('line');
    await folder.addCapture(probeAnswer());
    await folder.addCapture(probeAnswer());
    expect(problems).toEqual([
      `The run folder ${folder.path} cannot be written: no space left on device (harness.log).`,
    ]);
    const files = (await metadata()).problems.map((problem) => problem.file);
    expect(files).toContain('harness.log');
  });

  test('metadata.json stays whole while it cannot be written, and is made up for afterwards', async () => {
    await folder.updateMetadata({ failure: 'before' });
    await fill('metadata.json.new');
    await folder.updateMetadata({ failure: 'while it is full' });
    expect((await metadata()).failure).toBe('before');
    await folder.updateMetadata({ argv: ['x'] });
    expect(await metadata()).toMatchObject({ failure: 'while it is full', argv: ['x'] });
  });

  test('finishing does not throw, and says in the metadata what is not there', async () => {
    await fill('README.md.new');
    await symlink('/dev/full', join(temporary.path, 'ledger.jsonl'));
    await folder.finish({ cause: 'requested', sentence: 'Stopped.', exitCode: 0, signal: null });
    const written = await metadata();
    expect(written.end?.cause).toBe('requested');
    expect(written.problems.map((problem) => problem.file)).toContain('../ledger.jsonl');
  });
});

test('a folder that vanishes is a problem that is told, not a crash', async () => {
  await rm(folder.path, { recursive: true });
  folder.log('line');
  await expect(folder.addCapture(probeAnswer())).rejects.toMatchObject({ name: 'UserError', reason: 'environment' });
  await folder.updateMetadata({ argv: ['x'] });
  await folder.finish({ cause: 'requested', sentence: 'Stopped.', exitCode: 0, signal: null });
  expect(problems).toEqual([
    `The run folder ${folder.path} cannot be written: no such file or directory (harness.log).`,
  ]);
});
