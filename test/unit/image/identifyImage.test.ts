import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/common/userError.ts';
import { identifyImage } from '../../../src/core/image/identifyImage.ts';
import { writeIso } from './writeIso.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

function bytes(size: number, marks: Readonly<Record<number, string>>): Buffer {
  const buffer = Buffer.alloc(size);
  for (const [at, hex] of Object.entries(marks)) buffer.write(hex, Number(at), 'hex');
  return buffer;
}

async function refusal(path: string): Promise<string> {
  const error = await identifyImage(path).then(
    (identity) => expect.fail(JSON.stringify(identity)),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).reason).toBe('environment');
  return (error as UserError).full.replaceAll(folder, '');
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'identify-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('identifyImage', () => {
  it('knows an ISO by its boot catalogue, and the firmwares it boots on', async () => {
    writeIso(file('bios'), { platforms: [0] });
    writeIso(file('uefi'), { platforms: [0xef] });
    writeIso(file('both'), { platforms: [0, 0xef] });
    expect(await identifyImage(file('bios'))).toEqual({ kind: 'iso', firmwares: ['bios'] });
    expect(await identifyImage(file('uefi'))).toEqual({ kind: 'iso', firmwares: ['uefi'] });
    expect(await identifyImage(file('both'))).toEqual({ kind: 'iso', firmwares: ['bios', 'uefi'] });
  });

  it('takes an ISO for USB sticks, which is a disk too, as an ISO', async () => {
    writeIso(file('hybrid'), { platforms: [0], bootSector: true });
    expect(await identifyImage(file('hybrid'))).toEqual({ kind: 'iso', firmwares: ['bios'] });
  });

  it('knows raw disks by their boot sector or GPT, and qcow2 by its mark', async () => {
    writeFileSync(file('mbr'), bytes(1024, { 510: '55aa' }));
    writeFileSync(file('gpt'), bytes(1024, { 512: Buffer.from('EFI PART').toString('hex') }));
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', file('disk.iso'), '1M']);
    expect(await identifyImage(file('mbr'))).toEqual({ kind: 'disk', format: 'raw' });
    expect(await identifyImage(file('gpt'))).toEqual({ kind: 'disk', format: 'raw' });
    expect(await identifyImage(file('disk.iso'))).toEqual({ kind: 'disk', format: 'qcow2' });
  });

  it('says what a file is instead, and what to do', async () => {
    writeFileSync(file('a.iso.gz'), gzipSync('image'));
    writeFileSync(file('vmlinuz'), bytes(1024, { 510: '55aa', 0x202: Buffer.from('HdrS').toString('hex') }));
    writeFileSync(file('notes'), 'hello');
    writeIso(file('data.iso'), { platforms: [] });
    expect(await refusal(file('a.iso.gz'))).toBe(
      '/a.iso.gz is no boot image: it is packed with gzip. Unpack it first: gunzip.',
    );
    expect(await refusal(file('vmlinuz'))).toMatch(/it is a Linux kernel\. Give it as the kernel/);
    expect(await refusal(file('notes'))).toMatch(/^\/notes is no boot image: it is neither a bootable ISO nor/);
    expect(await refusal(file('data.iso'))).toMatch(/an ISO without a boot record/);
  });

  it('says what is wrong with a path', async () => {
    mkdirSync(file('folder'));
    writeFileSync(file('empty'), '');
    execFileSync('mkfifo', [file('pipe')]);
    expect(await refusal(file('missing'))).toBe(
      'The boot image /missing does not exist. Check the path, or build the image first.',
    );
    expect(await refusal(file('empty/x.iso'))).toMatch(/does not exist/);
    expect(await refusal(file('folder'))).toMatch(/is a folder, and a file was expected\. Name the image inside it/);
    expect(await refusal(file('empty'))).toMatch(/is empty/);
    expect(await refusal(file('pipe'))).toMatch(/is neither a file nor a disk/);
  });

  it('says that it may not read a file', async () => {
    writeFileSync(file('secret'), 'x');
    chmodSync(file('secret'), 0);
    chmodSync(folder, 0o755);
    // Nothing is unreadable to root, so this process is somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(await refusal(file('secret'))).toMatch(/cannot be read by this user/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
