import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageFacts } from '../../../src/core/image/imageFacts.ts';

let folder: string;
let cacheFolder: string;
let image: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-'));
  cacheFolder = join(folder, 'cache');
  image = join(folder, 'a b.iso');
  writeFileSync(image, randomBytes(3_000_001));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const sum = (): string => createHash('sha256').update(readFileSync(image)).digest('hex');

describe('imageFacts', () => {
  it('tells size and sum', async () => {
    expect(await imageFacts(image, { cacheFolder })).toEqual({ path: image, bytes: 3_000_001, sha256: sum() });
  });

  it('takes a sum it knows, and none that is of another state of the file', async () => {
    await imageFacts(image, { cacheFolder });
    const [name] = readdirSync(cacheFolder);
    writeFileSync(join(cacheFolder, name ?? ''), JSON.stringify({ path: image, bytes: 1, sha256: 'kept' }));
    expect((await imageFacts(image, { cacheFolder })).sha256).toBe('kept');
    // The same size, and the time of change put back.
    utimesSync(image, 1_000_000_000, 1_000_000_000);
    const before = await imageFacts(image, { cacheFolder });
    writeFileSync(image, randomBytes(3_000_001));
    utimesSync(image, 1_000_000_000, 1_000_000_000);
    const after = await imageFacts(image, { cacheFolder });
    expect(after.sha256).toBe(sum());
    expect(after.sha256).not.toBe(before.sha256);
  });

  it('survives a damaged cache and one that cannot be written', async () => {
    await imageFacts(image, { cacheFolder });
    const [name] = readdirSync(cacheFolder);
    writeFileSync(join(cacheFolder, name ?? ''), '{"sha');
    expect((await imageFacts(image, { cacheFolder })).sha256).toBe(sum());
    expect((await imageFacts(image, { cacheFolder: join(image, 'x') })).sha256).toBe(sum());
  });

  it('forgets the oldest sums of many, and nothing else of the folder', async () => {
    mkdirSync(cacheFolder);
    const old = (number: number): string => join(cacheFolder, `${number.toString(16).padStart(32, '0')}.json`);
    for (const file of [
      join(cacheFolder, 'accelerators.json'),
      ...Array.from({ length: 70 }, (_, index) => old(index)),
    ]) {
      writeFileSync(file, '{}');
      utimesSync(file, 1_000_000_000, 1_000_000_000);
    }
    await imageFacts(image, { cacheFolder });
    const names = readdirSync(cacheFolder);
    expect(names).toContain('accelerators.json');
    expect(names).toHaveLength(64 + 1);
  });

  it('stops when told to, and keeps nothing', async () => {
    truncateSync(image, 20_000_000_000);
    const controller = new AbortController();
    const reading = imageFacts(image, { cacheFolder, signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toThrow();
    expect(() => readdirSync(cacheFolder)).toThrow('ENOENT');
  });

  it('says what is wrong with the path, and reads no pipe', async () => {
    await expect(imageFacts(join(folder, 'none'), { cacheFolder })).rejects.toMatchObject({ reason: 'environment' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(imageFacts(join(folder, 'pipe'), { cacheFolder })).rejects.toThrow('neither a file nor a disk');
  });
});
