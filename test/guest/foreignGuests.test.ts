import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { runCliJson } from './cliProcess.ts';
import { waitUntil } from './waitUntil.ts';

/** Images that nobody prepared; each comes from a Debian package. */
const installer = '/usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64';
const grubRescue = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const ipxe = '/usr/lib/ipxe/ipxe.iso';
const memtest = '/boot/memtest86+x64.bin';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly exitStatus: number | null;
  readonly message: string;
  readonly metadata: RunMetadata;
  readonly text: (file: string) => string;
}

async function capture(name: string, argv: readonly string[], timeoutSeconds: number): Promise<Run> {
  const out = join(folder, name);
  const times = ['--accelerator', 'tcg', '--timeout', String(timeoutSeconds)];
  const run = await runCliJson(['capture', ...argv, ...times, '--out', out], 120_000);
  const text = (file: string): string => readFileSync(join(out, file), 'utf8');
  const { error } = run.document as { readonly error?: { readonly message: string } };
  const metadata = JSON.parse(text('metadata.json')) as RunMetadata;
  return { exitStatus: run.exitStatus, message: error?.message ?? '', metadata, text };
}

describe('an image that speaks on its screen only', () => {
  it.each([
    ['GRUB rescue', grubRescue],
    ['iPXE', ipxe],
  ])('is said to be silent, and its screen is kept: %s', async (name, image) => {
    const run = await capture(name, ['--image', image], 8);
    expect(run.exitStatus).toBe(3);
    expect(run.message).toContain('Nothing was written to the serial console.');
    expect(run.message).toContain('console=ttyS0');
    expect(run.metadata.phases.map(({ phase }) => phase)).toEqual(['stopped']);
    const screen = join(folder, name, 'diagnostics/screenshot-0001.png');
    expect(existsSync(screen) && readFileSync(screen).subarray(1, 4).toString()).toBe('PNG');
    expect(run.text('README.md')).toContain('diagnostics/screenshot-0001.png');
  });
});

/** Boots until the console shows a text, then ends the VM. */
async function bootUntil(
  name: string,
  argv: readonly string[],
  shown: string,
): Promise<Omit<Run, 'exitStatus' | 'message'>> {
  const out = join(folder, name);
  const options = ['--accelerator', 'tcg', '--wait', 'started', '--out', out];
  const { document } = await runCliJson(['launch', ...argv, ...options]);
  const { id } = document as { readonly id: string };
  const text = (file: string): string => readFileSync(join(out, file), 'utf8');
  try {
    await waitUntil(`"${shown}" on the console`, 240_000, async () => {
      const log = await Promise.resolve(text('serial.log'));
      return log.includes(shown) ? { found: true } : { saw: log.slice(-300) };
    });
  } finally {
    await runCliJson(['stop', id, '--kill']);
  }
  return { metadata: JSON.parse(text('metadata.json')) as RunMetadata, text };
}

it('memtest86+ is read as the person at its console reads it', async () => {
  const { metadata, text } = await bootUntil(
    'memtest',
    ['--kernel', memtest, '--append', 'console=ttyS0,115200'],
    'Errors:',
  );
  expect(metadata.phases.map(({ phase }) => phase)).toEqual(['kernel', 'stopped']);
  expect(metadata.failures.map(({ title }) => title)).toEqual([]);
  // Drawn over and over; kept once.
  expect(text('serial.txt').match(/Memtest86\+ v/g)).toHaveLength(1);
  expect(text('serial.txt')).toMatch(/^Memory +: +\d/m);
});

it("Debian's installer boots to its first question and is not typed at", async () => {
  const { metadata, text } = await bootUntil(
    'debian',
    ['--kernel', join(installer, 'linux'), '--initrd', join(installer, 'initrd.gz'), '--append', 'console=ttyS0'],
    'activates buttons',
  );
  expect(metadata.phases.map(({ phase }) => phase)).toEqual(['kernel', 'initrd', 'stopped']);
  expect(metadata.failures.map(({ title }) => title)).toEqual([]);
  expect(text('serial.txt')).toMatch(/Select a language|Choose language/);
  expect(text('serial.txt')).not.toMatch(/lqqq/);
  expect(text('harness.log')).not.toContain('looking for a shell');
});

it('a disk of zeros is told before a VM starts', async () => {
  const disk = join(folder, 'zeros.img');
  await writeFile(disk, '');
  await truncate(disk, 20 * 1024 * 1024);
  const { exitStatus, document } = await runCliJson(['capture', '--image', disk, '--out', join(folder, 'zeros')]);
  expect(exitStatus).toBe(4);
  const { error } = document as { readonly error: { readonly message: string } };
  expect(error.message).toContain('zeros.img is no boot image');
  expect(existsSync(join(folder, 'zeros'))).toBe(false);
});
