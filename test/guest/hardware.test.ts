import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Deadline } from '../../src/core/common/deadline.ts';
import type { Profile } from '../../src/core/image/profile/profile.ts';
import { sampleProfile } from '../../src/core/image/profile/sampleProfile.ts';
import { sshArguments } from '../../src/core/ssh/sshArguments.ts';
import { launchVm } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { waitUntil } from './waitUntil.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

/** Half a minute on an idle machine of two cores, firmware of UEFI included; several have been seen on a busy one. */
const bootTimeoutMs = 300_000;
const existingText = 'what the image held before';

let folder: string;
let existing: string;
let vm: VmClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hardware, ä '));
  existing = join(folder, 'existing, "disk".img');
  writeFileSync(existing, Buffer.alloc(8 * 1_048_576));
  writeFileSync(existing, existingText, { flag: 'r+' });
  const { stdout: isoPath } = await execa('node', ['test/boot-image/build.mjs']);
  const profile: Profile = {
    ...sampleProfile({ isoPath, scenario: 'applied' }),
    accelerator: 'tcg',
    firmware: 'uefi',
    disks: [
      { sizeMib: 64 },
      { sizeMib: 96, bus: 'sata' },
      { sizeMib: 128, bus: 'nvme' },
      { path: existing, format: 'raw', bus: 'scsi' },
    ],
    smbios: { system: { product: 'Boot Image VM, "test"', serial: 'S-1' }, oemStrings: ['org.example:a,b'] },
    tpm: '2.0',
    network: { kind: 'user', forwards: [22, 7777].map((guestPort) => ({ hostPort: 0, guestPort })), link: 'down' },
  };
  vm = await launchVm({
    profile,
    image: 'sample: applied',
    capturesFolder: folder,
    graceTimeMs: 60_000,
    client: 'test',
  });
  const state = await waitForPhase(vm, 'ready', { timeoutMs: bootTimeoutMs });
  expect(state.channel).toMatchObject({ state: 'ready', kind: 'virtio' });
}, bootTimeoutMs);

afterAll(async () => {
  if (vm.state.end === null) await vm.stop({ kill: true });
  vm.dispose();
  rmSync(folder, { recursive: true });
});

async function inGuest(script: string): Promise<string> {
  const output: Buffer[] = [];
  const keep = (data: Buffer): void => void output.push(data);
  await vm.exec({ script }, { timeoutMs: 60_000, onStdout: keep, onStderr: keep });
  return Buffer.concat(output).toString().trim();
}

interface BlockDevice {
  readonly name: string;
  readonly size: number;
  readonly serial: string | null;
}

async function disks(): Promise<readonly BlockDevice[]> {
  const text = await inGuest('udevadm settle; lsblk -b -J -d -o NAME,SIZE,SERIAL');
  const { blockdevices } = JSON.parse(text) as { readonly blockdevices: readonly BlockDevice[] };
  return blockdevices;
}

/** By serial number. */
function sizesMib(found: readonly BlockDevice[]): Record<string, number> {
  const ours = found.flatMap(({ serial, size }) =>
    serial !== null && /^(disk|attached)\d$/.test(serial) ? [[serial, size / 1_048_576] as const] : [],
  );
  return Object.fromEntries(ours);
}

it('boots the sample image on UEFI', async () => {
  expect(await inGuest('test -d /sys/firmware/efi && echo UEFI')).toBe('UEFI');
});

it('has the disks that the profile asks for, of their sizes', async () => {
  expect(sizesMib(await disks())).toEqual({ disk0: 64, disk1: 96, disk2: 128, disk3: 8 });
});

it('uses an existing image through an overlay', async () => {
  const disk = (await disks()).find(({ serial }) => serial === 'disk3')?.name ?? '';
  expect(await inGuest(`head -c ${String(existingText.length)} /dev/${disk}`)).toBe(existingText);
  await inGuest(`echo changed | dd of=/dev/${disk} conv=fsync,notrunc`);
  expect(await inGuest(`head -c 7 /dev/${disk}`)).toBe('changed');
  expect(readFileSync(existing).subarray(0, existingText.length).toString()).toBe(existingText);
});

it('tells the guest what machine it is', async () => {
  expect(await inGuest('cd /sys/class/dmi/id; cat product_name product_serial')).toBe('Boot Image VM, "test"\nS-1');
  expect(await inGuest('strings -a /sys/firmware/dmi/tables/DMI 2>&1 || cat /sys/firmware/dmi/tables/DMI')).toContain(
    'org.example:a,b',
  );
  expect(await inGuest('ls /sys/firmware/acpi/tables/')).toContain('TPM2');
});

it('starts with the network cable unplugged, and a forward works when it is plugged in', async () => {
  const carrier = async (): Promise<string> =>
    await inGuest('cat /sys/class/net/lan/carrier /sys/class/net/e*/carrier');
  expect(await carrier()).toMatch(/^0/m);
  await vm.control({ kind: 'link', link: 'up' });
  await waitUntil('an address in the guest', 60_000, async () => {
    const saw = await inGuest('networkctl renew lan 2>&1; ip -o -4 addr');
    return saw.includes('10.0.2.15') ? { found: true } : { saw };
  });
  const hostPort = vm.state.machine.forwards.find(({ guestPort }) => guestPort === 7777)?.hostPort ?? 0;
  expect(hostPort).toBeGreaterThan(1023);
  // Nobody listens in the guest: QEMU takes the connection, and the guest refuses it, which ends it at once.
  const socket = createConnection(hostPort, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Deadline("the guest's refusal", 10_000).race(new Promise((resolve) => socket.once('close', resolve)));
});

it('takes a disk while it runs and lets go of it', async () => {
  const { disk = '' } = await vm.control({ kind: 'attachDisk', disk: { sizeMib: 32 } });
  await vm.control({ kind: 'attachDisk', disk: { sizeMib: 48, bus: 'nvme' } });
  await waitUntil('two more disks', 20_000, async () => {
    const found = sizesMib(await disks());
    return found['attached1'] === 32 && found['attached2'] === 48 ? { found } : { saw: JSON.stringify(found) };
  });
  const { qemuPid } = vm.state;
  expect(await vm.control({ kind: 'detachDisk', id: disk })).toEqual({ sentence: 'The disk attached1 is detached.' });
  expect(sizesMib(await disks())).not.toHaveProperty('attached1');
  expect(vm.state.qemuPid).toBe(qemuPid);
});

it('shows its screen', async () => {
  const { file = '' } = await vm.control({ kind: 'screenshot' });
  expect(readFileSync(join(vm.state.runFolder, file)).length).toBeGreaterThan(1000);
});

it('lets SSH in with the key of the run, which it is given when it is asked for', async () => {
  await inGuest('systemctl start sshd');
  const access = await vm.checkSsh({ timeoutMs: 60_000 });
  const argv = sshArguments(access, ['-o', 'BatchMode=yes']);
  const { stdout } = await execa('ssh', [...argv, 'id -u; cat /proc/sys/kernel/random/boot_id']);
  expect(stdout).toBe(`0\n${await inGuest('cat /proc/sys/kernel/random/boot_id')}`);
  expect(statSync(access.keyFile).mode & 0o777).toBe(0o600);
  expect(access.keyFile.startsWith(folder)).toBe(false);
  expect(readFileSync(access.knownHostsFile, 'utf8')).toContain('ssh-ed25519');
});

it('says what ssh said last when nobody answers', async () => {
  await inGuest('systemctl stop sshd');
  const refused = vm.checkSsh({ timeoutMs: 3_000 });
  await expect(refused).rejects.toMatchObject({
    reason: 'guest',
    message: expect.stringMatching(/after 3\.0 s; last seen: .*(closed|reset|refused)/i) as string,
  });
});

it('is stopped in order, and leaves neither key nor TPM behind', async () => {
  const keyFile = vm.state.ssh?.keyFile ?? '';
  const { runFolder, end } = await vm.stop({ kill: false });
  expect(end).toMatchObject({ cause: 'requested', step: 'power-off by the guest channel' });
  await waitUntil('the key and the TPM to be gone', 10_000, async () => {
    const swtpm = (await execa('pgrep', ['-af', `swtpm.*${vm.state.id}`], { reject: false })).stdout;
    return swtpm === '' && !existsSync(keyFile) ? { found: true } : { saw: `${swtpm} ${String(existsSync(keyFile))}` };
  });
  const { stdout } = await execa('grep', ['-rlE', 'PRIVATE KEY', runFolder], { reject: false });
  expect(stdout).toBe('');
});
