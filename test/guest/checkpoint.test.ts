import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { checkpointStore } from '../../src/host/checkpoint/checkpointStore.ts';
import type { LaunchOptions } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { echoGreeting, writeEchoImage } from './echoImage.ts';
import { echoProfile, endVms, launchEcho } from './echoVm.ts';
import { readConsoleUntil } from './readConsoleUntil.ts';

let folder: string;
let image: string;
let cacheBefore: string | undefined;
const clients: VmClient[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoints, 100% 'ä' "));
  image = join(folder, 'echo, "guest".img');
  writeEchoImage(image);
  cacheBefore = process.env['XDG_CACHE_HOME'];
});

afterEach(async () => {
  await endVms(clients);
  process.env['XDG_CACHE_HOME'] = cacheBefore;
  if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME'];
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Checkpoints of one test are nobody else's. */
function freshCache(): void {
  process.env['XDG_CACHE_HOME'] = mkdtempSync(join(folder, 'cache '));
}

async function launch(options: Partial<LaunchOptions> = {}): Promise<VmClient> {
  const client = await launchEcho({ image, folder }, options);
  clients.push(client);
  return client;
}

/** A VM that has echoed a text, saved, and stopped; its console. */
async function saveOne(name: string, text: string, options: Partial<LaunchOptions> = {}): Promise<string> {
  const client = await launch(options);
  await readConsoleUntil(client, echoGreeting);
  await client.writeConsole(Buffer.from(text));
  const seen = await readConsoleUntil(client, text);
  await client.saveCheckpoint(name);
  await client.stop({ kill: true });
  return seen;
}

const fromCheckpoint = (id: string): Partial<LaunchOptions> => ({ start: { kind: 'checkpoint', id } });

const metadataOf = (runFolder: string): RunMetadata =>
  JSON.parse(readFileSync(join(runFolder, 'metadata.json'), 'utf8')) as RunMetadata;

describe('a checkpoint', () => {
  it('goes on where it was saved, with the console that led there', async () => {
    freshCache();
    const seen = await saveOne('one', 'before the checkpoint.');
    const restored = await launch(fromCheckpoint('one'));
    expect(restored.state.start).toMatchObject({ kind: 'checkpoint', id: 'one', consoleBytes: seen.length });
    await restored.writeConsole(Buffer.from('after it.'));
    const all = await readConsoleUntil(restored, 'after it.');
    expect(all).toBe(`${seen}after it.`);
    const { runFolder } = await restored.stop({ kill: true });
    expect(readFileSync(join(runFolder, 'serial.log'), 'latin1')).toBe(all);
    expect(readFileSync(join(runFolder, 'serial.txt'), 'utf8')).toContain('before the checkpoint.after it.');
    expect(metadataOf(runFolder).start).toMatchObject({ kind: 'checkpoint', id: 'one', consoleBytes: seen.length });
    expect(readFileSync(join(runFolder, 'README.md'), 'utf8')).toContain('This run did not boot');
    expect(readFileSync(join(folder, 'captures', 'ledger.jsonl'), 'utf8')).toContain('"checkpoint":"one"');
  });

  it('leaves the VM that it was saved from running as before', async () => {
    freshCache();
    const client = await launch();
    await readConsoleUntil(client, echoGreeting);
    const saved = await client.saveCheckpoint('two');
    expect(saved.bytes).toBeGreaterThan(100_000);
    await client.writeConsole(Buffer.from('still here'));
    expect(await readConsoleUntil(client, 'still here')).toBe(`${echoGreeting}still here`);
  });

  it('can be started from several times at once', async () => {
    freshCache();
    await saveOne('shared', 'common past.');
    const both = await Promise.all([launch(fromCheckpoint('shared')), launch(fromCheckpoint('shared'))]);
    for (const [index, client] of both.entries()) await client.writeConsole(Buffer.from(`future ${String(index)}.`));
    const seen = await Promise.all(
      both.map(async (client, index) => await readConsoleUntil(client, `e ${String(index)}.`)),
    );
    expect(seen.map((text) => text.slice(echoGreeting.length))).toEqual([
      'common past.future 0.',
      'common past.future 1.',
    ]);
  });

  it('is for nobody else to read', async () => {
    freshCache();
    await saveOne('private', '.');
    const [checkpoint] = await checkpointStore().list();
    const { statSync } = await import('node:fs');
    const parent = join(checkpoint?.folder ?? '', '..');
    expect([parent, checkpoint?.folder ?? ''].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
  });
});

describe('a checkpoint that does not fit is not used: the VM boots and says why', () => {
  async function bootsInstead(id: string, options: Partial<LaunchOptions> = {}): Promise<string> {
    const client = await launch({ ...fromCheckpoint(id), ...options });
    expect(client.state.start.kind).toBe('boot');
    expect(await readConsoleUntil(client, echoGreeting)).toBe(echoGreeting);
    const why = client.state.start.kind === 'boot' ? client.state.start.why : null;
    const { runFolder } = await client.stop({ kill: true });
    expect(readFileSync(join(runFolder, 'README.md'), 'utf8')).toContain('So this run booted.');
    expect(readFileSync(join(runFolder, 'harness.log'), 'utf8')).toContain(why);
    return why ?? '';
  }
  const memoryOf = async (id: string): Promise<string> =>
    join((await checkpointStore().get(id))?.folder ?? '', 'memory');

  it('memory cut off', async () => {
    freshCache();
    await saveOne('cut', '.');
    truncateSync(await memoryOf('cut'), 10_000);
    expect(await bootsInstead('cut')).toMatch(/^The checkpoint "cut" cannot be used: its memory is damaged \(10000 of/);
  });

  it('a byte of the memory changed', async () => {
    freshCache();
    await saveOne('flipped', 'x');
    const file = await memoryOf('flipped');
    const bytes = readFileSync(file);
    // In the boot sector that was loaded: QEMU does not notice.
    const at = bytes.indexOf(echoGreeting);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await bootsInstead('flipped')).toMatch(/"flipped" is damaged and was removed: its memory is not what/);
    expect(await checkpointStore().get('flipped')).toBeUndefined();
  });

  it('a memory that QEMU refuses', async () => {
    freshCache();
    await saveOne('refused', 'x');
    const file = await memoryOf('refused');
    const bytes = readFileSync(file);
    bytes.fill(0, 0, 4_096);
    writeFileSync(file, bytes);
    // As if it had been saved so: only QEMU notices.
    const manifestFile = join(dirname(file), 'manifest.json');
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { memory: { sha256: string } };
    manifest.memory.sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(manifestFile, JSON.stringify(manifest));
    expect(await bootsInstead('refused')).toMatch(/^The checkpoint "refused" is damaged and was removed: .+\.$/);
  });

  it('a disk that changed in the checkpoint', async () => {
    freshCache();
    await saveOne('disk', 'x');
    const checkpoint = await checkpointStore().get('disk');
    const overlay = join(checkpoint?.folder ?? '', checkpoint?.manifest.disks[0]?.file ?? '');
    const bytes = readFileSync(overlay);
    bytes[bytes.length - 1] = 0x55;
    writeFileSync(overlay, bytes);
    expect(await bootsInstead('disk')).toContain('its boot.qcow2 is not what was saved');
  });

  it('an image built anew', async () => {
    freshCache();
    await saveOne('stale', 'x');
    const before = readFileSync(image);
    try {
      const changed = Buffer.from(before);
      changed.write('new', 4_096);
      writeFileSync(image, changed);
      expect(await bootsInstead('stale')).toMatch(
        /^The checkpoint "stale" cannot be used: .+guest".img has changed\.$/,
      );
    } finally {
      writeFileSync(image, before);
    }
  });

  it('another machine', async () => {
    freshCache();
    await saveOne('machine', 'x');
    const profile = { ...(await echoProfile(image)), memoryMib: 65 };
    expect(await bootsInstead('machine', { profile })).toContain('the profile describes another machine now');
  });

  it('one that was removed', async () => {
    freshCache();
    expect(await bootsInstead('gone')).toBe('There is no checkpoint "gone" any more.');
  });
});

describe('what cannot be saved is refused in one sentence, and the VM runs on', () => {
  it.each(['', 'a b', '../x', 'warm-0123', '-x'])('the name %j', async (name) => {
    freshCache();
    const client = await launch();
    await readConsoleUntil(client, echoGreeting);
    await expect(client.saveCheckpoint(name)).rejects.toMatchObject({ reason: 'usage' });
  });

  it('a name that is taken', async () => {
    freshCache();
    await saveOne('taken', 'x');
    const client = await launch();
    await readConsoleUntil(client, echoGreeting);
    await expect(client.saveCheckpoint('taken')).rejects.toMatchObject({ reason: 'usage' });
  });

  it('a disk that the VM writes to itself', async () => {
    freshCache();
    const data = join(folder, 'data.img');
    writeFileSync(data, Buffer.alloc(1_048_576));
    const profile = { ...(await echoProfile(image)), disks: [{ path: data, format: 'raw' as const, writable: true }] };
    const client = await launch({ profile });
    await readConsoleUntil(client, echoGreeting);
    await expect(client.saveCheckpoint('x')).rejects.toMatchObject({
      reason: 'usage',
      message: `A checkpoint cannot be saved: the VM writes to ${data} itself.`,
    });
    await client.writeConsole(Buffer.from('on'));
    await readConsoleUntil(client, 'on');
  });

  it('one that does not fit into what checkpoints may take', async () => {
    freshCache();
    const client = await launch({ checkpointLimitBytes: 10_000 });
    await readConsoleUntil(client, echoGreeting);
    await expect(client.saveCheckpoint('big')).rejects.toMatchObject({ reason: 'environment' });
    expect(await checkpointStore().list()).toEqual([]);
    expect(readdirSync(join(process.env['XDG_CACHE_HOME'] ?? '', 'boot-image-vm', 'checkpoints'))).toEqual([]);
  });
});
