import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LatestFile } from '../../../src/core/artefacts/latestFile.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();

function rethrow(error: unknown): never {
  throw error;
}

test('a wish that comes while an older content is being written gets a write of its own', async () => {
  const path = join(temporary.path, 'file');
  let content = 'old';
  let whileWriting: Promise<void> | undefined;
  const file = new LatestFile(
    path,
    () => {
      const taken = content;
      if (taken === 'old') {
        content = 'new';
        whileWriting = file.save();
      }
      return taken;
    },
    rethrow,
  );
  await file.save();
  await whileWriting;
  expect(await readFile(path, 'utf8')).toBe('new');
});

test('wishes that come at once share one write', async () => {
  let writes = 0;
  const file = new LatestFile(join(temporary.path, 'file'), () => String(++writes), rethrow);
  await Promise.all([file.save(), file.save(), file.save()]);
  expect(writes).toBe(1);
});

test('an error is told, and the next write goes on', async () => {
  const path = join(temporary.path, 'file');
  const errors: unknown[] = [];
  let content = (): string => {
    throw new Error('not now');
  };
  const file = new LatestFile(
    path,
    () => content(),
    (error) => errors.push(error),
  );
  await file.save();
  expect(errors).toEqual([new Error('not now')]);
  content = () => 'now';
  await file.save();
  expect(await readFile(path, 'utf8')).toBe('now');
});
