import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RunFolder, type RunFolderOptions } from '../../../src/core/artefacts/runFolder.ts';
import type { UserError } from '../../../src/core/common/userError.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();
const options = (more: Partial<RunFolderOptions> = {}): RunFolderOptions => ({
  capturesFolder: join(temporary.path, 'captures'),
  profileName: 'pre-nixos',
  startedAt: new Date('2025-10-12T01:03:38Z'),
  toolVersion: '0.1.0',
  ...more,
});

async function errorOf(creating: Promise<unknown>): Promise<UserError> {
  return await creating.then(
    () => {
      throw new Error('it was created');
    },
    (error: unknown) => error as UserError,
  );
}

test('runs of one profile within a second have folders of their own', async () => {
  const folders = await Promise.all([1, 2, 3].map(async () => await RunFolder.create(options())));
  expect(new Set(folders.map((folder) => folder.path)).size).toBe(3);
  expect((await readdir(join(temporary.path, 'captures'))).sort()).toEqual([
    '2025-10-12T01-03-38Z-pre-nixos',
    '2025-10-12T01-03-38Z-pre-nixos-2',
    '2025-10-12T01-03-38Z-pre-nixos-3',
  ]);
});

test('a named folder is taken, whether it is there or not', async () => {
  const path = join(temporary.path, 'deep', 'named');
  expect((await RunFolder.create(options({ path }))).path).toBe(path);
  const empty = join(temporary.path, 'empty');
  await mkdir(empty);
  expect((await RunFolder.create(options({ path: empty }))).path).toBe(empty);
});

test('a folder that holds a run is refused, and left as it was', async () => {
  const path = join(temporary.path, 'old');
  await mkdir(path);
  await writeFile(join(path, 'metadata.json'), 'old');
  const error = await errorOf(RunFolder.create(options({ path })));
  expect(error).toMatchObject({ name: 'UserError', reason: 'usage' });
  expect(error.full).toBe(`The folder ${path} already holds a run (metadata.json). Name a new or an empty folder.`);
  expect(await readdir(path)).toEqual(['metadata.json']);
});

describe('a captures folder that cannot be written is one sentence with path and reason', () => {
  test('it is below a file', async () => {
    const file = join(temporary.path, 'file');
    await writeFile(file, '');
    const error = await errorOf(RunFolder.create(options({ capturesFolder: join(file, 'captures') })));
    expect(error).toMatchObject({ name: 'UserError', reason: 'environment' });
    expect(error.full).toBe(
      `The run folder cannot be made in ${join(file, 'captures')}: not a directory. ` +
        'Choose another captures folder, or make this one writable.',
    );
  });

  test('a named one in a file system that takes none', async () => {
    const error = await errorOf(RunFolder.create(options({ path: '/proc/boot-image-run' })));
    expect(error).toMatchObject({ name: 'UserError', reason: 'environment' });
    expect(error.message).toBe('The run folder cannot be made at /proc/boot-image-run: no such file or directory.');
  });
});
