import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/common/userError.ts';
import { hostMemory } from '../../../src/core/image/hostMemory.ts';
import { preflight } from '../../../src/core/image/preflight.ts';
import type { Disk, Profile } from '../../../src/core/image/profile/profile.ts';
import { profileDefaults } from '../../../src/core/image/profile/profileDefaults.ts';
import { writeIso } from './writeIso.ts';

let folder: string;
let profile: Profile;
const file = (name: string): string => join(folder, name);

async function refusal(wrong: Partial<Profile>, qemuPath?: string): Promise<{ reason: string; full: string }> {
  const error = await preflight({ ...profile, ...wrong }, { qemuPath }).then(
    () => expect.fail('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  return { reason: error.reason, full: error.full.replaceAll(folder, '') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pre, flight-'));
  writeIso(file('a.iso'), { platforms: [0] });
  const defaults = profileDefaults();
  profile = { ...defaults, cpus: 1, memoryMib: 256, name: 'a', source: { kind: 'iso', path: file('a.iso') } };
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('preflight', () => {
  it('takes what can be booted here, and says what QEMU there is', async () => {
    const { qemu, warnings } = await preflight(profile);
    expect(warnings).toEqual([]);
    expect(qemu.path).toMatch(/^\/.*qemu-system-x86_64$/);
    expect(execFileSync(qemu.path, ['--version']).toString()).toContain(`version ${qemu.version}`);
    expect(qemu.accelerators).toContain('tcg');
    expect((await preflight(profile)).qemu).toBe(qemu);
  });

  it('refuses an image that is missing or is none', async () => {
    expect(await refusal({ source: { kind: 'iso', path: file('b.iso') } })).toEqual({
      reason: 'environment',
      full: 'The boot image /b.iso does not exist. Check the path, or build the image first.',
    });
    expect((await refusal({ source: { kind: 'iso', path: folder } })).full).toMatch(/is a folder/);
    expect((await refusal({ source: { kind: 'kernel', kernel: file('k') } })).full).toMatch(/^The kernel \/k does not/);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', file('q'), '1M']);
    expect((await refusal({ source: { kind: 'disk', path: file('q'), format: 'raw' } })).full).toMatch(/format raw/);
    expect((await refusal({ source: { kind: 'iso', path: file('q') } })).full).toMatch(/is a qcow2 disk image/);
  });

  it('refuses memory and CPUs that cannot be, with figures', async () => {
    expect(await refusal({ memoryMib: 0 })).toEqual({
      reason: 'usage',
      full: 'A VM cannot have 0 MiB of memory: a whole number of MiB, at least 16, was expected. Give it 1024 or more.',
    });
    const { totalMib } = hostMemory();
    expect(await refusal({ memoryMib: totalMib + 1 })).toEqual({
      reason: 'environment',
      full: `The VM is to have ${String(totalMib + 1)} MiB of memory, and this machine has ${String(totalMib)} MiB. Give the VM less memory.`,
    });
    expect((await refusal({ cpus: 0 })).full).toMatch(/cannot have 0 CPUs/);
    expect((await refusal({ cpus: 1.5 })).full).toMatch(/cannot have 1.5 CPUs/);
  });

  it('warns of more than this machine can give at once', async () => {
    const { totalMib } = hostMemory();
    const cpus = availableParallelism() + 1;
    const { warnings } = await preflight({ ...profile, memoryMib: totalMib, cpus, firmware: 'uefi' });
    expect(warnings).toEqual([
      expect.stringMatching(/has no boot loader for uefi, only for bios\.$/),
      expect.stringMatching(/MiB of memory, and only \d+ MiB are free here\.$/),
      expect.stringMatching(/CPUs, and this machine has/),
    ]);
  });

  it('names the line that installs a missing QEMU, and refuses what is none', async () => {
    const missing = await refusal({}, file('no-qemu'));
    expect(missing.reason).toBe('environment');
    expect(missing.full).toMatch(/^QEMU was not found at \/no-qemu\. .*nstall/);
    expect((await refusal({}, '/bin/true')).full).toMatch(/^\/bin\/true is no usable QEMU: it names no version\./);
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      expect((await refusal({})).full).toMatch(/^QEMU was not found: no qemu-system-x86_64 in PATH\. Install/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('refuses a disk that another VM writes to', async () => {
    const disk: Disk = { path: file('shared.raw'), format: 'raw', writable: true };
    writeFileSync(file('shared.raw'), Buffer.alloc(1024 * 1024));
    expect((await preflight({ ...profile, disks: [disk] })).warnings).toEqual([]);
    const node = { driver: 'raw', 'node-name': 'd', file: { driver: 'file', filename: file('shared.raw') } };
    const argv = ['-machine', 'q35', '-nodefaults', '-display', 'none', '-S', '-qmp', 'stdio'];
    const device = ['-blockdev', JSON.stringify(node), '-device', 'virtio-blk-pci,drive=d'];
    const other = spawn('qemu-system-x86_64', [...argv, ...device], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      // Commands are answered when the machine, and with it the lock, is there; the greeting comes before.
      other.stdin.write('{"execute":"qmp_capabilities"}');
      await new Promise<void>((resolve) => {
        other.stdout.on('data', (data: Buffer) => {
          if (data.toString().includes('"return"')) resolve();
        });
      });
      expect((await refusal({ disks: [disk] })).full).toMatch(
        /^The disk image \/shared.raw is in use by another VM\. Stop/,
      );
    } finally {
      other.kill();
      await new Promise((resolve) => other.once('close', resolve));
    }
  });

  it('refuses disks and ports that cannot be', async () => {
    expect((await refusal({ disks: [{ path: file('none') }] })).full).toMatch(/^The disk image \/none does not exist/);
    expect((await refusal({ disks: [{ sizeMib: 0 }] })).full).toMatch(/cannot have the size 0 MiB/);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const hostPort = typeof address === 'object' && address !== null ? address.port : 0;
    const network = { kind: 'user', forwards: [{ hostPort, guestPort: 22 }], link: 'up' } as const;
    expect((await refusal({ network })).full).toBe(
      `Port ${String(hostPort)} of this machine cannot be forwarded to the guest. It is taken; forward another one, or host port 0, which lets QEMU take a free one.`,
    );
    server.close();
  });
});
