import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { Deadline } from '../../src/core/common/deadline.ts';
import { messageOf } from '../../src/core/common/userError.ts';
import type { CheckpointManifest } from '../../src/core/vm/checkpoint/checkpoint.ts';
import { checkpointStore } from '../../src/host/checkpoint/checkpointStore.ts';
import type { LaunchOptions } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { SavedCheckpoint } from '../../src/host/protocol/savedCheckpoint.ts';
import { runtimeFolder } from '../../src/host/registry/runtimeFolder.ts';
import { vmFolder } from '../../src/host/registry/vmFolder.ts';
import { echoGreeting, writeEchoImage } from './echoImage.ts';
import { echoProfile, endVms, launchEcho } from './echoVm.ts';
import { readConsoleUntil } from './readConsoleUntil.ts';
import { waitUntil } from './waitUntil.ts';

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

  it('is saved one after the other', async () => {
    freshCache();
    const client = await launch();
    await readConsoleUntil(client, echoGreeting);
    await Promise.all(['first', 'second'].map(async (name) => await client.saveCheckpoint(name)));
    expect(await checkpointStore().list()).toHaveLength(2);
    await client.writeConsole(Buffer.from('on'));
    await readConsoleUntil(client, 'on');
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

describe('a checkpoint that does not fit is not used: the VM boots and says why', () => {
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

describe('a start from a checkpoint that fails leaves nothing of it in the boot that follows', () => {
  const otherGreeting = 'other past ready\r\n';

  /** A checkpoint whose disk holds another system than the image. */
  async function saveWithOtherDisk(name: string): Promise<string> {
    await saveOne(name, 'x');
    const checkpoint = (await checkpointStore().get(name))?.folder ?? '';
    const bytes = readFileSync(image);
    bytes.write(otherGreeting, bytes.indexOf(echoGreeting), 'latin1');
    const raw = join(folder, 'other.img');
    writeFileSync(raw, bytes);
    await execa('qemu-img', ['convert', '-O', 'qcow2', raw, join(checkpoint, 'boot.qcow2')]);
    changeManifest(checkpoint, (manifest) => ({ ...manifest, disks: [savedAs(checkpoint, 'boot.qcow2')] }));
    return checkpoint;
  }

  /** As if it had been saved so. */
  function changeManifest(checkpoint: string, change: (manifest: CheckpointManifest) => CheckpointManifest): void {
    const file = join(checkpoint, 'manifest.json');
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as CheckpointManifest)));
  }

  function savedAs(checkpoint: string, file: string): CheckpointManifest['memory'] {
    const bytes = readFileSync(join(checkpoint, file));
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  it.each(['memory', 'serial.log'])('where its %s is damaged', async (file) => {
    freshCache();
    const checkpoint = await saveWithOtherDisk('damaged');
    const bytes = readFileSync(join(checkpoint, file));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(checkpoint, file), bytes);
    expect(await bootsInstead('damaged')).toBe(
      `The checkpoint "damaged" is damaged and was removed: its ${file} is not what was saved.`,
    );
    expect(await checkpointStore().get('damaged')).toBeUndefined();
  });

  it('where QEMU refuses its memory', async () => {
    freshCache();
    const checkpoint = await saveWithOtherDisk('refused');
    const bytes = readFileSync(join(checkpoint, 'memory'));
    writeFileSync(join(checkpoint, 'memory'), bytes.fill(0, 0, 4_096));
    changeManifest(checkpoint, (manifest) => ({ ...manifest, memory: savedAs(checkpoint, 'memory') }));
    expect(await bootsInstead('refused')).toMatch(/^The checkpoint "refused" is damaged and was removed: .+\.$/);
    expect(await checkpointStore().get('refused')).toBeUndefined();
  });

  it('where the copying of its disks fails half-way; it stays, since that is not its fault', async () => {
    freshCache();
    const checkpoint = await saveWithOtherDisk('uncopied');
    mkdirSync(join(checkpoint, 'nowhere'));
    writeFileSync(join(checkpoint, 'nowhere', 'disk0.qcow2'), 'x');
    changeManifest(checkpoint, (manifest) => ({
      ...manifest,
      disks: [...manifest.disks, savedAs(checkpoint, 'nowhere/disk0.qcow2')],
    }));
    expect(await bootsInstead('uncopied')).toMatch(/^The checkpoint "uncopied" could not be used: ENOENT.+[^.]\.$/);
    expect(await checkpointStore().get('uncopied')).toBeDefined();
  });

  it.each([
    ['starts', 'kill -KILL $$;', 'QEMU ended at once (SIGKILL)'],
    ['loads', 'exec 3<> "$0.endless"; (sleep 2; kill -KILL $$) &', 'QEMU ended (SIGKILL)'],
  ])('where QEMU is killed as it %s; it stays', async (_when, deed, why) => {
    freshCache();
    const qemuPath = join(folder, 'mortal-qemu');
    const mortal = `case " $* " in *" -incoming "*) [ ! -e "$0.endless" ] || { ${deed} } ;; esac`;
    writeFileSync(qemuPath, `#!/bin/sh\n${mortal}\nexec qemu-system-x86_64 "$@"\n`);
    chmodSync(qemuPath, 0o755);
    await saveOne('killed', 'x', { qemuPath });
    // As its memory QEMU gets one that never comes.
    await execa('mkfifo', [`${qemuPath}.endless`]);
    expect(await bootsInstead('killed', { qemuPath })).toBe(`The checkpoint "killed" could not be used: ${why}.`);
    rmSync(`${qemuPath}.endless`);
    expect((await launch({ ...fromCheckpoint('killed'), qemuPath })).state.start.kind).toBe('checkpoint');
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

  describe('where the machine is touched while it is being saved', () => {
    const machineIs = async (client: VmClient, running: 'running' | 'paused'): Promise<void> => {
      if (client.state.machine.running === running) return;
      await new Deadline(`the machine to be ${running}`, 10_000).event(
        client.onStateChanged,
        ({ machine }) => machine.running === running,
      );
    };

    /** A VM that is being saved, with so much to copy that there is time for it. */
    async function beginSaving(): Promise<{ client: VmClient; saving: Promise<SavedCheckpoint> }> {
      freshCache();
      const client = await launch();
      await readConsoleUntil(client, echoGreeting);
      const large = join(vmFolder(runtimeFolder(), client.state.id).disks, 'large');
      writeFileSync(large, '');
      truncateSync(large, 512 * 1024 ** 2);
      const saving = client.saveCheckpoint('touched');
      saving.catch(() => undefined);
      await machineIs(client, 'paused');
      return { client, saving };
    }

    it.each([
      ['resume', 'resumed', echoGreeting],
      ['reset', 'reset', echoGreeting + echoGreeting],
    ] as const)('%s: nothing is saved, and the machine runs on', async (kind, how, shown) => {
      const { client, saving } = await beginSaving();
      // While the memory goes, QEMU itself refuses to go on.
      await waitUntil('QEMU to obey', 30_000, async () => {
        try {
          return { found: await client.control({ kind }) };
        } catch (error) {
          return { saw: messageOf(error) };
        }
      });
      await expect(saving).rejects.toMatchObject({
        reason: 'vm',
        message: `The machine was ${how} while it was being saved.`,
      });
      expect(await checkpointStore().list()).toEqual([]);
      await machineIs(client, 'running');
      await readConsoleUntil(client, shown);
      await client.writeConsole(Buffer.from('on'));
      await readConsoleUntil(client, 'on');
    });

    it('pause: it is saved, and stays paused', async () => {
      const { client, saving } = await beginSaving();
      await client.control({ kind: 'pause' });
      await saving;
      await expect(client.saveCheckpoint('again')).rejects.toThrow(/while the machine is paused/);
      await client.control({ kind: 'resume' });
      await client.writeConsole(Buffer.from('on'));
      await readConsoleUntil(client, 'on');
      await client.saveCheckpoint('again');
    });
  });

  it.each<[string, (path: string) => void]>([
    [
      'another in its place',
      (path) => {
        writeEchoImage(`${path}.new`);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'a link that leads to another',
      (path) => {
        writeEchoImage(`${path}.new`);
        rmSync(path);
        symlinkSync(`${path}.new`, path);
      },
    ],
    ['written to', (path) => writeFileSync(path, 'new', { flag: 'r+' })],
    ['gone', (path) => rmSync(path)],
  ])('an image that is not any more what was booted: %s', async (_how, change) => {
    freshCache();
    const real = join(folder, 'built.img');
    const booted = join(folder, 'booted.img');
    for (const path of [real, booted, `${booted}.new`]) rmSync(path, { force: true });
    writeEchoImage(real);
    symlinkSync(real, booted);
    const client = await launch({ profile: await echoProfile(booted) });
    await readConsoleUntil(client, echoGreeting);
    await client.saveCheckpoint('before');
    change(booted);
    await expect(client.saveCheckpoint('after')).rejects.toMatchObject({
      reason: 'usage',
      message: `${booted} has changed since this VM was started from it.`,
    });
    expect(await checkpointStore().get('after')).toBeUndefined();
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
