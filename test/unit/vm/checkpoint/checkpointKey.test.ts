import { expect, it } from 'vitest';
import { profileDefaults } from '../../../../src/core/image/profile/profileDefaults.ts';
import type { Profile } from '../../../../src/core/image/profile/profile.ts';
import { checkpointKey, commandLineAnywhere, keyDigest } from '../../../../src/core/vm/checkpoint/checkpointKey.ts';
import type { QemuCommandLineInput } from '../../../../src/core/vm/qemuCommandLine.ts';

const profile: Profile = {
  ...profileDefaults(),
  name: 'x',
  memoryMib: 512,
  cpus: 1,
  source: { kind: 'disk', path: '/images/a, b.img', format: 'raw' },
};

function inputIn(folder: string, changes: Partial<Profile> = {}): QemuCommandLineInput {
  return {
    profile: { ...profile, ...changes },
    accelerator: { kind: 'tcg', cpuModel: 'max' },
    sockets: {
      console: `${folder}/console.sock`,
      qmp: `${folder}/qmp.sock`,
      guest: `${folder}/guest.sock`,
      uart: `${folder}/uart.sock`,
      streams: [`${folder}/stream0.sock`],
    },
    serialLog: `/captures${folder}/serial.log`,
    bootDiskFile: { path: `${folder}/disks/boot.qcow2`, format: 'qcow2' },
    diskFiles: [{ path: `${folder}/disks/disk0.qcow2`, format: 'qcow2' }],
  };
}

const keyOf = async (folder: string, changes: Partial<Profile> = {}): Promise<string> =>
  keyDigest(
    await checkpointKey({
      input: inputIn(folder, changes),
      folder,
      qemu: { path: process.execPath, version: '7.2.22' },
      agent: 'agent',
    }),
  );

it('is the same wherever the VM and its run folder lie', async () => {
  const odd = '/run/user/1000/boot, "image" ü/x-1234';
  expect(commandLineAnywhere(inputIn(odd), odd)).toEqual(commandLineAnywhere(inputIn('/a'), '/a'));
  expect(await keyOf(odd)).toBe(await keyOf('/a'));
});

it.each<[string, Partial<Profile>]>([
  ['memory', { memoryMib: 513 }],
  ['CPUs', { cpus: 2 }],
  ['extra disk', { disks: [{ sizeMib: 10 }] }],
  ['image', { source: { kind: 'disk', path: '/images/c.img', format: 'raw' } }],
  ['firmware configuration', { fwCfg: { 'opt/x': 'y' } }],
  ['arguments', { extraArguments: ['-snapshot'] }],
])('is another one for other %s', async (_what, changes) => {
  expect(await keyOf('/a', changes)).not.toBe(await keyOf('/a'));
});

it('is another one for another QEMU, processor or agent', async () => {
  const input = inputIn('/a');
  const base = { input, folder: '/a', qemu: { path: process.execPath, version: '7.2.22' }, agent: 'agent' };
  const keys = await Promise.all([
    checkpointKey(base),
    checkpointKey({ ...base, qemu: { path: '/bin/sh', version: '7.2.22' } }),
    checkpointKey({ ...base, qemu: { path: process.execPath, version: '8.0.0' } }),
    checkpointKey({ ...base, agent: 'other' }),
    checkpointKey({ ...base, input: { ...input, accelerator: { kind: 'tcg', cpuModel: 'qemu64' } } }),
    checkpointKey({ ...base, input: { ...input, accelerator: { kind: 'kvm', cpuModel: 'max' } } }),
  ]);
  expect(new Set(keys.map(keyDigest)).size).toBe(keys.length);
});
