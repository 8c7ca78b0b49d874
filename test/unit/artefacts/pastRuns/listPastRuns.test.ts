import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunFolder } from '../../../../src/core/artefacts/runFolder.ts';
import { listPastRuns } from '../../../../src/core/artefacts/pastRuns/listPastRuns.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { pastRun } from './pastRun.ts';

const temporary = temporaryFolder();

async function newRun(profileName: string, startedAt: string, path?: string): Promise<RunFolder> {
  const options = { capturesFolder: temporary.path, profileName, startedAt: new Date(startedAt), toolVersion: '1' };
  return await RunFolder.create({ ...options, ...(path === undefined ? {} : { path }) });
}

async function finish(folder: RunFolder): Promise<void> {
  await folder.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
  folder.dispose();
}

const ledger = (): string => join(temporary.path, 'ledger.jsonl');

describe('the past runs of a captures folder', () => {
  test('are those of the ledger, newest first, with those that nobody ended and those that lie elsewhere', async () => {
    await finish(await newRun('a', '2025-10-12T01:00:00Z'));
    const elsewhere = join(temporary.path, '..', `${temporary.path.split('/').at(-1) ?? ''}-elsewhere`);
    try {
      await finish(await newRun('b', '2025-10-12T03:00:00Z', elsewhere));
      const unfinished = await newRun('c', '2025-10-12T02:00:00Z');
      await unfinished.updateMetadata({ phases: [{ phase: 'ready', atMs: 31_000, byteOffset: 0 }] });
      const { runs, remarks } = await listPastRuns(temporary.path);
      expect(
        runs.map(({ profile, runFolder, endedAt, bootMs }) => [profile, runFolder, endedAt !== null, bootMs]),
      ).toEqual([
        ['b', elsewhere, true, null],
        ['c', unfinished.path, false, 31_000],
        ['a', join(temporary.path, '2025-10-12T01-00-00Z-a'), true, null],
      ]);
      expect(remarks).toEqual([]);
      unfinished.dispose();
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  test('are without those whose folder was deleted', async () => {
    const folder = await newRun('a', '2025-10-12T01:00:00Z');
    await finish(folder);
    await rm(folder.path, { recursive: true });
    expect(await listPastRuns(temporary.path)).toEqual({ runs: [], remarks: [] });
  });

  test('pass over damaged lines of the ledger and say so', async () => {
    await finish(await newRun('a', '2025-10-12T01:00:00Z'));
    await appendFile(ledger(), '{"schemaVersion":1,"runFolder":"x","prof\n\n[1]\nnull\n');
    await appendFile(ledger(), `${JSON.stringify({ ...pastRun(), runFolder: '.', startedAt: 'yesterday' })}\n`);
    await finish(await newRun('b', '2025-10-12T02:00:00Z'));
    const { runs, remarks } = await listPastRuns(temporary.path);
    expect(runs.map(({ profile }) => profile)).toEqual(['b', 'a']);
    expect(remarks).toEqual([`4 lines (2, 4, 5, 6) of ${ledger()} cannot be read and were passed over.`]);
  });

  test('pass over folders that are no runs, and say of one that is damaged', async () => {
    await mkdir(join(temporary.path, 'notes'));
    const damaged = join(temporary.path, 'damaged');
    await mkdir(damaged);
    await writeFile(join(damaged, 'metadata.json'), '{"schemaVersion":');
    expect(await listPastRuns(temporary.path)).toEqual({
      runs: [],
      remarks: [`${join(damaged, 'metadata.json')} cannot be read, so the run is not listed.`],
    });
  });

  test('are none where there is no captures folder', async () => {
    expect(await listPastRuns(join(temporary.path, 'none'))).toEqual({ runs: [], remarks: [] });
  });

  test('that are in the ledger are listed without a look into their folders', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `run-${index}`);
    await Promise.all(names.map(async (name) => await mkdir(join(temporary.path, name))));
    const lines = names.map((runFolder) => JSON.stringify({ ...pastRun(), runFolder }));
    await writeFile(ledger(), `${lines.join('\n')}\n`);
    // There is no metadata.json in any of them.
    const { runs, remarks } = await listPastRuns(temporary.path);
    expect([runs.length, remarks]).toEqual([600, []]);
  });
});
