import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Deadline } from '../../src/core/common/deadline.ts';
import { sampleProfile } from '../../src/core/image/profile/sampleProfile.ts';
import { launchVm } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { ChannelState } from '../../src/host/protocol/vmState.ts';
import { peakMemoryMib } from './peakMemory.ts';
import { waitUntil } from './waitUntil.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

/** Half a minute on an idle machine of two cores; several have been seen on a busy one. */
const bootTimeoutMs = 300_000;

let folder: string;
let vm: VmClient;
const channels: ChannelState[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trouble-'));
  const { stdout: isoPath } = await execa('node', ['test/boot-image/build.mjs']);
  vm = await launchVm({
    profile: { ...sampleProfile({ isoPath, scenario: 'applied' }), memoryMib: 512, accelerator: 'tcg' },
    image: 'sample: applied',
    capturesFolder: folder,
    graceTimeMs: 60_000,
    client: 'test',
  });
  vm.onStateChanged(({ channel }) => {
    if (JSON.stringify(channel) !== JSON.stringify(channels.at(-1))) channels.push(channel);
  });
  await waitForPhase(vm, 'ready', { timeoutMs: bootTimeoutMs });
}, bootTimeoutMs);

afterAll(async () => {
  await vm.stop({ kill: true });
  vm.dispose();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly exitStatus: number;
  readonly stdout: string;
}

async function ask(script: string, timeoutMs = 60_000): Promise<Answer> {
  const parts: Buffer[] = [];
  const { exitStatus } = await vm.exec({ script }, { timeoutMs, onStdout: (data) => void parts.push(data) });
  return { exitStatus, stdout: Buffer.concat(parts).toString() };
}

async function bootId(): Promise<string> {
  return (await ask('cat /proc/sys/kernel/random/boot_id')).stdout;
}

async function channelIs(what: string, accept: (channel: ChannelState) => boolean, timeoutMs = 20_000): Promise<void> {
  await vm.until(new Deadline(what, timeoutMs), ({ channel }) => accept(channel));
}

/** When the VM host wrote a line that holds this text. */
function loggedAtMs(which: 'first' | 'last', text: string): number {
  const lines = readFileSync(join(vm.state.runFolder, 'harness.log'), 'utf8').split('\n');
  const found = lines.filter((each) => each.includes(text));
  const line = which === 'first' ? found[0] : found.at(-1);
  if (line === undefined) throw new Error(`"${text}" is not in the log:\n${lines.slice(-20).join('\n')}`);
  return Date.parse(line.split(' ')[0] ?? '');
}

it('writes a flood of the console to the last byte into serial.log, and answers meanwhile', async () => {
  const lines = 200_000;
  const flood = ask(
    `dmesg -n 1; echo flood begins >/dev/ttyS0; seq 1 ${String(lines)} >/dev/ttyS0; dmesg -n 4`,
    120_000,
  );
  const start = Buffer.from('flood begins\r\n');
  await waitUntil('the flood to begin', 20_000, async () => {
    const bytes = await Promise.resolve(readFileSync(join(vm.state.runFolder, 'serial.log')));
    return bytes.includes(start) ? { found: true } : { saw: `${String(bytes.length)} bytes` };
  });
  for (let index = 0; index < 5; index++) {
    expect(await ask(`echo ${String(index)}`)).toEqual({ exitStatus: 0, stdout: `${String(index)}\n` });
  }
  expect((await flood).exitStatus).toBe(0);
  const wanted = Buffer.from(Array.from({ length: lines }, (_, index) => `${String(index + 1)}\r\n`).join(''));
  const log = readFileSync(join(vm.state.runFolder, 'serial.log'));
  const at = log.indexOf(start) + start.length;
  expect(log.subarray(at, at + wanted.length).equals(wanted)).toBe(true);
  expect(peakMemoryMib(vm.state.hostPid)).toBeLessThan(150);
}, 150_000);

it('survives a command that eats all memory: it is killed, and every other answer is right', async () => {
  const before = await bootId();
  // Without this, an emulated guest without swap can read its programs from the disk over and over for minutes instead.
  await ask('echo 1000 >/sys/kernel/mm/lru_gen/min_ttl_ms; echo y >/sys/kernel/mm/lru_gen/enabled');
  // Grows until the kernel ends it.
  const eater = ask('exec tail /dev/zero', 120_000);
  const others = Array.from({ length: 20 }, async (_, index) => {
    const { exitStatus, stdout } = await ask(`seq 1 ${String(index * 500)}; exit ${String(index)}`, 120_000);
    return { exitStatus, sum: createHash('sha256').update(stdout).digest('hex') };
  });
  const wanted = Array.from({ length: 20 }, (_, index) => {
    const text = Array.from({ length: index * 500 }, (_, line) => `${String(line + 1)}\n`).join('');
    return { exitStatus: index, sum: createHash('sha256').update(text).digest('hex') };
  });
  expect(await Promise.all(others)).toEqual(wanted);
  expect((await eater).exitStatus).toBe(137);
  expect(await bootId()).toBe(before);
  // systemd ends everything in a cgroup in which memory ran out.
  expect(await ask('cat /proc/self/cgroup')).toEqual({ exitStatus: 0, stdout: '0::/\n' });
  expect(channels.map(({ state }) => state)).not.toContain('lost');
}, 150_000);

it('tells that a frozen guest does not answer, and answers when it has thawed', async () => {
  channels.length = 0;
  // A shell of the highest priority on each processor keeps even the kernel's own threads from running.
  const busy = 'until read -r up rest </proc/uptime; [ "${up%.*}" -ge "$0" ]; do :; done';
  const script = [
    'echo -1 >/proc/sys/kernel/sched_rt_runtime_us',
    'read -r up rest </proc/uptime',
    `for cpu in $(seq "$(nproc)"); do chrt -f 99 sh -c '${busy}' $((\${up%.*} + 6)) >/dev/null 2>&1 & done`,
  ].join('\n');
  const freezing = ask(script);
  await channelIs('the silence', (channel) => channel.state === 'ready' && channel.silentSince !== undefined);
  expect(await ask('echo thawed')).toEqual({ exitStatus: 0, stdout: 'thawed\n' });
  expect((await freezing).exitStatus).toBe(0);
  await channelIs(
    'the end of the silence',
    (channel) => channel.state === 'ready' && channel.silentSince === undefined,
  );
  expect(channels.map(({ state }) => state)).not.toContain('lost');
});

it(
  'loses a guest that reboots at once, and finds it again in its next boot',
  async () => {
    const before = await bootId();
    channels.length = 0;
    const asked = ask('echo from before; sync; reboot -f; sleep 100');
    await expect(asked).rejects.toMatchObject({ reason: 'guest' });
    await channelIs('the channel to be lost', ({ state }) => state !== 'ready');
    expect(channels.find(({ state }) => state !== 'ready')).toMatchObject({ state: 'lost' });
    const { exitStatus, stdout } = await ask('echo now; cat /proc/sys/kernel/random/boot_id', bootTimeoutMs);
    expect({ exitStatus, said: stdout.slice(0, 4) }).toEqual({ exitStatus: 0, said: 'now\n' });
    expect(stdout.slice(4)).toMatch(/^[0-9a-f-]{36}\n$/);
    expect(stdout.slice(4)).not.toBe(before);
    // The agent's port closes a moment before the machine is reset.
    const tookMs = loggedAtMs('first', 'channel: lost:') - loggedAtMs('first', 'QEMU: RESET');
    expect(Math.abs(tookMs)).toBeLessThan(2_000);
    expect(channels.map(({ state }) => state)).not.toContain('none');
  },
  bootTimeoutMs + 20_000,
);

it('names a panic of the kernel as what ended the channel', async () => {
  const asked = ask('sync; echo c >/proc/sysrq-trigger; sleep 100');
  await expect(asked).rejects.toThrow(/kernel panicked/);
  await channelIs('the channel to be gone', ({ state }) => state === 'none');
  expect(vm.state.channel).toEqual({ state: 'none', why: "The guest's kernel panicked." });
  await expect(ask('echo')).rejects.toThrow("There is no channel into the guest: The guest's kernel panicked.");
  expect(loggedAtMs('last', 'channel: lost:') - loggedAtMs('last', 'QEMU: GUEST_PANICKED')).toBeLessThan(2_000);
});
