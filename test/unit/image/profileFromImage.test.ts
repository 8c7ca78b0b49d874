import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileFromImage } from '../../../src/core/image/profile/profileFromImage.ts';
import { sampleProfile } from '../../../src/core/image/profile/sampleProfile.ts';
import { writeIso } from './writeIso.ts';

let folder: string;
let iso: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
  iso = join(folder, 'pré-nixos, 25.05 "x".iso');
  writeIso(iso, { platforms: [0, 0xef] });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('profileFromImage', () => {
  it('makes a resolved profile with defaults', async () => {
    const profile = await profileFromImage(relative(process.cwd(), iso), { memoryMib: undefined });
    expect(profile).toMatchObject({
      name: 'pre-nixos-25-05-x',
      source: { kind: 'iso', path: iso },
      accelerator: 'auto',
      firmware: 'bios',
      machine: 'q35',
      guestPorts: { virtio: true, uart: true },
      network: { kind: 'user', forwards: [{ hostPort: 0, guestPort: 22 }] },
    });
    expect([1024, 2048]).toContain(profile.memoryMib);
    expect(profile.cpus).toBeGreaterThan(0);
  });

  it('lets what was said override', async () => {
    expect(await profileFromImage(iso, { name: 'mine', memoryMib: 512, cpus: 1, accelerator: 'tcg' })).toMatchObject({
      name: 'mine',
      memoryMib: 512,
      cpus: 1,
      accelerator: 'tcg',
    });
  });

  it('chooses UEFI for an image that knows nothing else, unless told otherwise', async () => {
    const path = join(folder, 'uefi.iso');
    writeIso(path, { platforms: [0xef] });
    expect(await profileFromImage(path)).toMatchObject({ name: 'uefi', firmware: 'uefi' });
    expect(await profileFromImage(path, { firmware: 'bios' })).toMatchObject({ firmware: 'bios' });
  });

  it('starts a kernel directly, with the image as a disk', async () => {
    const kernel = join(folder, 'vmlinuz');
    writeFileSync(kernel, 'k');
    const profile = await profileFromImage(iso, { kernel, commandLine: 'quiet' });
    expect(profile.source).toEqual({ kind: 'kernel', kernel, commandLine: 'quiet' });
    expect(profile.disks).toEqual([{ path: iso, format: 'raw' }]);
    expect(await profileFromImage(undefined, { kernel })).toMatchObject({ name: 'vmlinuz', disks: [] });
  });

  it('says what is missing', async () => {
    await expect(profileFromImage(undefined)).rejects.toMatchObject({ reason: 'usage' });
    await expect(profileFromImage(iso, { initrd: '/i' })).rejects.toThrow('without a kernel');
  });
});

describe('sampleProfile', () => {
  it('names the scenario to the guest, and knows the password where there is one', () => {
    expect(sampleProfile({ isoPath: iso, scenario: 'password' })).toMatchObject({
      name: 'sample-password',
      memoryMib: 1024,
      fwCfg: { 'opt/org.boot-image-vm/scenario': 'password' },
      login: { user: 'root', password: 'boot-image' },
    });
    expect(sampleProfile({ isoPath: iso, scenario: 'applied' }).login).toEqual({});
  });
});
