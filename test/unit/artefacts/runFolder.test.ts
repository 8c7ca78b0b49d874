import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { RecordedEnd, RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { probeAnswer } from './probeAnswers.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();
const end: RecordedEnd = { cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null };
let folder: RunFolder;

beforeEach(async () => {
  folder = await RunFolder.create({
    capturesFolder: temporary.path,
    profileName: 'pre-nixos',
    startedAt: new Date('2025-10-12T01:03:38Z'),
    toolVersion: '0.1.0',
  });
});

const text = async (file: string): Promise<string> => await readFile(join(folder.path, file), 'utf8');
const onDisk = async (): Promise<RunMetadata> => JSON.parse(await text('metadata.json')) as RunMetadata;

test('metadata.json is there from the beginning', async () => {
  expect(await onDisk()).toMatchObject({
    schemaVersion: 1,
    profile: { name: 'pre-nixos' },
    startedAt: '2025-10-12T01:03:38.000Z',
    outcome: 'incomplete',
    captures: [],
    end: null,
  });
});

test('a capture is its files and its entry, byte for byte', async () => {
  const stdout = Buffer.concat([Buffer.from('one\ntwo\n'), Buffer.from([0, 0xff, 0xc3, 0x1b])]);
  const expectation = { state: 'met', title: 'it is right' } as const;
  const answer = probeAnswer({ stdout, stderr: 'oh', exitStatus: 3, expectation });
  const record = await folder.addCapture(answer);
  expect(record).toEqual({
    id: '0001-links',
    probe: 'links',
    title: 'Network links',
    command: 'show links',
    exitStatus: 3,
    startedAt: '2025-10-12T01:03:40.500Z',
    durationMs: 123,
    channel: 'virtio',
    timedOut: false,
    truncated: false,
    bytes: 12,
    lines: 3,
    sha256: createHash('sha256').update(stdout).digest('hex'),
    file: 'captures/0001-links.txt',
    stderrFile: 'captures/0001-links.err',
    readingFile: 'captures/0001-links.json',
    expectation,
  });
  expect((await onDisk()).captures).toEqual([record]);
  expect(await readFile(join(folder.path, record.file))).toEqual(stdout);
  expect(await text('captures/0001-links.err')).toBe('oh');
  expect(JSON.parse(await text('captures/0001-links.json'))).toMatchObject({
    reader: 'text',
    command: 'read links',
    exitStatus: 3,
    ok: true,
    value: { a: 1 },
  });
});

test('a reading that failed keeps why and the raw text', async () => {
  const answer = probeAnswer({ stdout: 'no JSON' });
  if (answer.reading === null) throw new Error('no reading');
  await folder.addCapture({ ...answer, reading: { ...answer.reading, result: { ok: false, why: 'odd' } } });
  expect(JSON.parse(await text('captures/0001-links.json'))).toMatchObject({ ok: false, why: 'odd', raw: 'no JSON' });
});

test('captures that come at once keep their order, in metadata.json and in manual-capture.md', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `probe-${index}`);
  const records = await Promise.all(ids.map(async (id) => await folder.addCapture(probeAnswer({ id, title: id }))));
  expect(records.map((record) => record.probe)).toEqual(ids);
  expect((await onDisk()).captures).toEqual(records);
  const headings = (await text('manual-capture.md')).match(/^## .*$/gm);
  expect(headings).toEqual(ids.map((id, index) => `## ${String(index + 1).padStart(4, '0')} ${id}`));
});

test('a probe id never names a file elsewhere', async () => {
  const record = await folder.addCapture(probeAnswer({ id: '../../x' }));
  expect(record.file).toBe('captures/0001--x.txt');
});

test('64 MB are kept whole, and shown in part', { timeout: 60_000 }, async () => {
  const stdout = Buffer.alloc(64 * 1024 * 1024, 'abcdefg\n');
  const record = await folder.addCapture(probeAnswer({ stdout }));
  expect(record).toMatchObject({ bytes: stdout.length, lines: stdout.length / 8 });
  expect(record.sha256).toBe(createHash('sha256').update(stdout).digest('hex'));
  const manual = await text('manual-capture.md');
  expect(manual.length).toBeLessThan(300_000);
  expect(manual).toContain(`of ${stdout.length} bytes are shown; the whole is in [\`captures/0001-links.txt\`]`);
});

test('harness.log has one line per event, control characters visible', async () => {
  folder.log('first');
  folder.log('second\n\u001b[31mred');
  const lines = (await text('harness.log')).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z first$/);
  expect(lines[1]).toMatch(/Z second␊␛\[31mred$/);
});

test('changes that come at once are all on disk when each settles', async () => {
  const changes = Array.from({ length: 50 }, async (_, index) => {
    await folder.updateMetadata({ argv: ['qemu', String(index)] });
    expect(Number((await onDisk()).argv[1])).toBeGreaterThanOrEqual(index);
  });
  await Promise.all(changes);
  await folder.updateMetadata({ failure: 'Nobody could log in.' });
  expect(await onDisk()).toMatchObject({ argv: ['qemu', '49'], outcome: 'failed', result: 'Nobody could log in.' });
});

test('missing evidence is listed until the probe answers', async () => {
  await folder.addMissing({ probe: 'links', title: 'Network links', why: 'the channel was lost' });
  await folder.addMissing({ probe: 'links', title: 'Network links', why: 'the guest rebooted' });
  expect((await onDisk()).missing).toEqual([{ probe: 'links', title: 'Network links', why: 'the guest rebooted' }]);
  await folder.addCapture(probeAnswer());
  expect((await onDisk()).missing).toEqual([]);
});

test('finishing completes the folder and enters the run once in the ledger', async () => {
  await folder.updateMetadata({ phases: [{ phase: 'ready', atMs: 27_300, byteOffset: 9 }] });
  await folder.addCapture(probeAnswer({ expectation: { state: 'met', title: 'it is right' } }));
  await Promise.all([folder.finish(end, new Date('2025-10-12T01:05:00Z')), folder.finish(end)]);
  expect(await onDisk()).toMatchObject({ outcome: 'passed', end, endedAt: '2025-10-12T01:05:00.000Z' });
  expect(await text('README.md')).toContain('**Passed.** The one expectation was met.');
  const ledger = (await readFile(join(temporary.path, 'ledger.jsonl'), 'utf8')).trim().split('\n');
  expect(ledger.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      schemaVersion: 1,
      runFolder: '2025-10-12T01-03-38Z-pre-nixos',
      profile: 'pre-nixos',
      image: null,
      startedAt: '2025-10-12T01:03:38.000Z',
      endedAt: '2025-10-12T01:05:00.000Z',
      accelerator: null,
      checkpoint: null,
      bootMs: 27_300,
      outcome: 'passed',
      result: 'The one expectation was met.',
      captures: 1,
      expectations: { met: 1, unmet: 0, unknown: 0 },
      findings: { error: 0, warning: 0, info: 0 },
    },
  ]);
  expect((await readdir(folder.path)).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('the ledger keeps how long the first boot took, whatever the machine does afterwards', async () => {
  const kernel = { phase: 'kernel', atMs: 3_601_000, byteOffset: 9 } as const;
  await folder.updateMetadata({ bootMs: 31_000, bootAtMs: 3_600_000, phases: [kernel] });
  await folder.finish(end);
  const ledger = JSON.parse(await readFile(join(temporary.path, 'ledger.jsonl'), 'utf8')) as unknown;
  expect(ledger).toMatchObject({ bootMs: 31_000 });
});

test('finishing waits for the captures that are being filed', async () => {
  const adding = [1, 2, 3].map(async (each) => await folder.addCapture(probeAnswer({ id: `p${each}` })));
  await folder.finish(end);
  expect((await onDisk()).captures).toHaveLength(3);
  expect(await text('README.md')).toContain('(captures/0003-p3.txt)');
  await Promise.all(adding);
});
