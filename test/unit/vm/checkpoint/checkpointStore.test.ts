import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Profile } from '../../../../src/core/image/profile/profile.ts';
import type { CheckpointManifest } from '../../../../src/core/vm/checkpoint/checkpoint.ts';
import { CheckpointStore } from '../../../../src/core/vm/checkpoint/checkpointStore.ts';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'store ')), 'checkpoints');
});

afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true });
});

const storeOf = (limitBytes: number): CheckpointStore => new CheckpointStore({ folder, limitBytes });

async function add(
  store: CheckpointStore,
  id: string,
  { kind = 'warm', bytes = 100, usedAtMs }: { kind?: 'warm' | 'named'; bytes?: number; usedAtMs?: number } = {},
): Promise<readonly string[]> {
  const staged = await store.stage();
  const file = (name: string, size: number): CheckpointManifest['memory'] => {
    writeFileSync(join(staged, name), Buffer.alloc(size));
    return { file: name, bytes: size, sha256: '' };
  };
  const removed = await store.add(staged, {
    schemaVersion: 1,
    id,
    kind,
    key: { machine: '', qemu: '', processor: '', agent: '' },
    images: [],
    profile: {} as Profile,
    image: 'echo',
    madeAt: '2026-01-01T00:00:00.000Z',
    runFolder: '/run',
    memory: file('memory', bytes),
    console: file('serial.log', 0),
    disks: [],
    agent: null,
    pausedMs: 1,
  });
  if (usedAtMs !== undefined) utimesSync(join(folder, id, 'manifest.json'), usedAtMs / 1000, usedAtMs / 1000);
  return removed;
}

const idsOf = async (store: CheckpointStore): Promise<string[]> =>
  (await store.list()).map(({ manifest }) => manifest.id);

it('has none where nothing was ever saved', async () => {
  expect(await storeOf(1).list()).toEqual([]);
  expect(await storeOf(1).get('x')).toBeUndefined();
  expect(await storeOf(1).remove('x')).toBe(false);
});

it('lists what is whole, the last used first, and nothing half-made', async () => {
  const store = storeOf(1_000);
  await add(store, 'old', { usedAtMs: 1_000 });
  await add(store, 'older', { usedAtMs: 500 });
  await store.stage();
  mkdirSync(join(folder, 'no-manifest'));
  expect(await idsOf(store)).toEqual(['old', 'older']);
  const older = await store.get('older');
  if (older !== undefined) await store.noteUse(older);
  expect(await idsOf(store)).toEqual(['older', 'old']);
});

it('removes the warm ones that were not used for longest when the room is needed', async () => {
  const store = storeOf(350);
  await add(store, 'first', { usedAtMs: 1_000 });
  await add(store, 'second', { usedAtMs: 3_000 });
  await add(store, 'third', { usedAtMs: 2_000 });
  expect(await add(store, 'fourth')).toEqual(['first']);
  expect(await add(store, 'large', { bytes: 250 })).toEqual(['third', 'second']);
  expect(await idsOf(store)).toEqual(expect.arrayContaining(['fourth', 'large']));
});

it('never removes one that a person has named, and refuses what then has no room', async () => {
  const store = storeOf(150);
  await add(store, 'mine', { kind: 'named', usedAtMs: 1_000 });
  await expect(add(store, 'another')).rejects.toMatchObject({ reason: 'environment' });
  expect(await idsOf(store)).toEqual(['mine']);
  expect(readdirSync(folder)).toEqual(['mine']);
});

it('removes none for one that does not fit beside those that stay', async () => {
  const store = storeOf(350);
  await add(store, 'mine', { kind: 'named', usedAtMs: 1_000 });
  await add(store, 'warm-1', { usedAtMs: 2_000 });
  await expect(add(store, 'large', { bytes: 300 })).rejects.toMatchObject({ reason: 'environment' });
  expect(await idsOf(store)).toEqual(['warm-1', 'mine']);
  expect(await add(store, 'fits', { bytes: 250 })).toEqual(['warm-1']);
});

it('refuses a name that is taken, and takes a warm one twice as once', async () => {
  const store = storeOf(1_000);
  await add(store, 'mine', { kind: 'named' });
  await expect(add(store, 'mine', { kind: 'named' })).rejects.toMatchObject({ reason: 'usage' });
  await Promise.all([add(store, 'warm-1'), add(store, 'warm-1')]);
  expect(await idsOf(store)).toHaveLength(2);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('clears away what a process that was killed has left half-made', async () => {
  const store = storeOf(1_000);
  const mine = await store.stage();
  const dead = join(folder, '.999999999-abcd');
  mkdirSync(dead);
  await store.stage();
  expect([existsSync(mine), existsSync(dead)]).toEqual([true, false]);
});

it('reaches nothing outside of its folder', async () => {
  const store = storeOf(1_000);
  await add(store, 'mine');
  expect(await store.get('../checkpoints/mine')).toBeUndefined();
  expect(await store.remove('../checkpoints')).toBe(false);
});

it('is for its user alone', async () => {
  const store = storeOf(1_000);
  await add(store, 'mine');
  const modes = [folder, join(folder, 'mine'), join(folder, 'mine', 'manifest.json')].map(
    (path) => statSync(path).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o700, 0o600]);
});
