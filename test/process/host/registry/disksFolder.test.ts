import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeDisksFolder } from '../../../../src/host/registry/makeDisksFolder.ts';
import { removeVmFolder } from '../../../../src/host/registry/removeVmFolder.ts';
import { tidyUp } from '../../../../src/host/registry/tidyUp.ts';
import { makeVmFolder, type VmFolder } from '../../../../src/host/registry/vmFolder.ts';
import { writeOwner } from '../../../../src/host/registry/vmOwner.ts';

let folder: string;
let runtime: string;
let disksOfAll: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disks, ä '));
  runtime = join(folder, 'runtime');
  mkdirSync(runtime);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  disksOfAll = join(folder, 'cache', 'boot-image-vm', 'disks');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function vmWithDisk(id: string): { readonly vm: VmFolder; readonly log: readonly string[] } {
  const vm = makeVmFolder(runtime, id);
  const log: string[] = [];
  makeDisksFolder(vm, (line) => log.push(line));
  writeFileSync(join(vm.disks, 'disk0.qcow2'), 'written by the guest');
  return { vm, log };
}

const deadPid = (): number => spawnSync('true').pid;

it('lies in the cache folder, for this user alone, and goes with the folder of its VM', () => {
  const one = vmWithDisk('one').vm;
  const two = vmWithDisk('two').vm;
  const place = realpathSync(one.disks);
  expect(place.startsWith(`${disksOfAll}/`)).toBe(true);
  for (const each of [place, disksOfAll]) expect(statSync(each).mode & 0o777).toBe(0o700);
  // Asked again, as for a second start of QEMU.
  makeDisksFolder(one, () => undefined);
  expect(readdirSync(one.disks)).toEqual(['disk0.qcow2']);
  removeVmFolder(one);
  expect([existsSync(one.path), existsSync(place)]).toEqual([false, false]);
  expect(readdirSync(two.disks)).toEqual(['disk0.qcow2']);
});

it('goes when somebody tidies up after a host that was killed, wherever his own cache folder is', async () => {
  const { vm } = vmWithDisk('killed');
  writeOwner(vm, { hostPid: deadPid(), runFolder: null });
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'another cache'));
  await tidyUp(runtime);
  expect(readdirSync(runtime)).toEqual([]);
  expect(readdirSync(disksOfAll)).toEqual([]);
});

it('goes at the next start if the folder of its VM went without it, as with a restart of the machine', () => {
  mkdirSync(join(disksOfAll, `${String(deadPid())}-lost`), { recursive: true });
  const { vm } = vmWithDisk('next');
  expect(readdirSync(disksOfAll)).toEqual([`${String(process.pid)}-next`]);
  removeVmFolder(vm);
});

it("lies in the VM's folder where the cache folder cannot be written, and says so", () => {
  writeFileSync(join(folder, 'cache'), 'no folder');
  const { vm, log } = vmWithDisk('one');
  expect(realpathSync(vm.disks)).toBe(realpathSync(vm.path) + '/disks');
  expect(log).toEqual([expect.stringContaining(disksOfAll)]);
  removeVmFolder(vm);
  expect(existsSync(vm.path)).toBe(false);
});
