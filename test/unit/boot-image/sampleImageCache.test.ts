import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recipeHash, sampleCacheFolder } from '../../boot-image/sampleImageCache.mjs';

describe('recipeHash', () => {
  let folder: string;
  let before: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recipe hash '));
    await mkdir(join(folder, 'files'));
    await writeFile(join(folder, 'files/unit.service'), '[Unit]\n');
    await writeFile(join(folder, 'README.md'), 'A recipe.\n');
    before = await recipeHash(folder);
  });
  afterEach(async () => await rm(folder, { recursive: true }));

  test('is the same for the same recipe in another folder', async () => {
    const moved = `${folder} moved`;
    await rename(folder, moved);
    folder = moved;
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(await recipeHash(folder)).toBe(before);
  });

  const changes: [string, () => Promise<void>][] = [
    ['content', async () => await writeFile(join(folder, 'files/unit.service'), '[Unix]\n')],
    ['name', async () => await rename(join(folder, 'files/unit.service'), join(folder, 'files/other.service'))],
    ['executable bit', async () => await chmod(join(folder, 'files/unit.service'), 0o755)],
    ['set of files', async () => await writeFile(join(folder, 'files/empty'), '')],
  ];
  test.each(changes)('changes with a file’s %s', async (_what, change) => {
    await change();
    expect(await recipeHash(folder)).not.toBe(before);
  });

  test('does not change with the documents', async () => {
    await writeFile(join(folder, 'README.md'), 'Another text.\n');
    expect(await recipeHash(folder)).toBe(before);
  });
});

describe('sampleCacheFolder', () => {
  test.each([
    [{ XDG_CACHE_HOME: '/var/cache/me', HOME: '/home/me' }, '/var/cache/me/boot-image-vm/sample'],
    [{ HOME: '/home/me' }, '/home/me/.cache/boot-image-vm/sample'],
    [{ XDG_CACHE_HOME: '', HOME: '/home/me' }, '/home/me/.cache/boot-image-vm/sample'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/home/me' }, '/home/me/.cache/boot-image-vm/sample'],
  ])('of %j is %s', (environment, expected) => {
    expect(sampleCacheFolder(environment)).toBe(expected);
  });
});
