import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../src/core/common/deadline.ts';
import { profileFromImage } from '../../src/core/image/profile/profileFromImage.ts';
import type { MachineState } from '../../src/core/vm/machineState.ts';
import { launchVm } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { runCli, runCliJson } from './cliProcess.ts';
import { echoGreeting, writeEchoImage } from './echoImage.ts';

let folder: string;
let image: string;
let vm: VmClient;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'machine, ä '));
  image = join(folder, 'echo.img');
  writeEchoImage(image);
});

beforeEach(async () => {
  vm = await launchVm({
    profile: await profileFromImage(image, { memoryMib: 64, cpus: 1, accelerator: 'tcg' }),
    image: 'echo',
    capturesFolder: join(folder, 'captures'),
    graceTimeMs: 'keep',
    client: 'test',
  });
  await readUntil((text) => text.includes(echoGreeting));
});

afterEach(async () => {
  if (vm.state.end === null) await vm.stop({ kill: true });
  vm.dispose();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function readUntil(accept: (text: string) => boolean): Promise<string> {
  const deadline = new Deadline('the console', 20_000);
  let seen = '';
  while (!accept(seen)) {
    deadline.lastSaw = JSON.stringify(seen.slice(-200));
    const { data } = await deadline.race(vm.readConsole({ offset: seen.length, maxBytes: 4096, waitMs: 500 }));
    seen += data.toString('latin1');
  }
  return seen;
}

async function machineIs(what: string, accept: (machine: MachineState) => boolean): Promise<void> {
  await vm.until(new Deadline(what, 5_000), ({ machine }) => accept(machine));
}

async function echoed(text: string): Promise<string> {
  await vm.writeConsole(Buffer.from(text));
  return await readUntil((seen) => seen.includes(text));
}

describe('a running machine', () => {
  it('starts anew when it is reset, in the same QEMU', async () => {
    const { qemuPid } = vm.state;
    await vm.control({ kind: 'reset' });
    await readUntil((text) => text.split(echoGreeting).length === 3);
    expect(vm.state).toMatchObject({ qemuPid, end: null });
  });

  it('stands still while it is paused, says so, and then goes on with what was typed', async () => {
    await vm.control({ kind: 'pause' });
    await machineIs('the pause to be told', ({ running }) => running === 'paused');
    await vm.writeConsole(Buffer.from('typed meanwhile'));
    const length = vm.state.consoleBytes;
    const { data } = await vm.readConsole({ offset: length, maxBytes: 100, waitMs: 300 });
    expect(data.toString()).toBe('');
    await vm.control({ kind: 'resume' });
    await readUntil((text) => text.includes('typed meanwhile'));
    await machineIs('the resumption to be told', ({ running }) => running === 'running');
  });

  it('ends when its guest powers it off at its power button', async () => {
    const ended = new Deadline('the end of the VM', 20_000).event(vm.onStateChanged, ({ end }) => end !== null);
    await vm.control({ kind: 'powerButton' });
    const { end } = await ended;
    expect(end).toMatchObject({ cause: 'guestPowerOff', sentence: 'The guest powered itself off.', exitCode: 0 });
  });

  it('is stopped in order though it is paused', async () => {
    await vm.control({ kind: 'pause' });
    const { end } = await vm.stop({ kill: false });
    expect(end).toMatchObject({ cause: 'requested', exitCode: 0 });
  });

  it('keeps pictures of its screen in the run folder', async () => {
    const one = await vm.control({ kind: 'screenshot' });
    const two = await vm.control({ kind: 'screenshot' });
    expect([one.file, two.file]).toEqual(['diagnostics/screenshot-0001.png', 'diagnostics/screenshot-0002.png']);
    const png = readFileSync(join(vm.state.runFolder, two.file ?? ''));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    // Width and height stand in the first chunk; SeaBIOS leaves the screen in text mode.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([720, 400]);
  });

  it('unplugs its network cable and plugs it in again', async () => {
    expect(vm.state.machine.link).toBe('up');
    await vm.control({ kind: 'link', link: 'down' });
    await machineIs('the link to be down', ({ link }) => link === 'down');
    await vm.control({ kind: 'link', link: 'up' });
    await machineIs('the link to be up', ({ link }) => link === 'up');
  });

  it('tells the port that QEMU took for a forward, and it answers there', async () => {
    const [forward] = vm.state.machine.forwards;
    expect(forward).toEqual({ hostPort: expect.any(Number) as number, guestPort: 22 });
    const socket = createConnection(forward?.hostPort ?? 0, '127.0.0.1');
    await new Deadline('the connection', 5_000).race(
      new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
    );
    socket.destroy();
  });

  it('takes keys, and tells in a sentence what is none', async () => {
    expect(await vm.control({ kind: 'sendKeys', keys: 'Ctrl+Alt+F2' })).toEqual({
      sentence: 'Ctrl+Alt+F2 was pressed.',
    });
    const refused = vm.control({ kind: 'sendKeys', keys: 'ctrl-nonsense' });
    await expect(refused).rejects.toMatchObject({ reason: 'vm', message: expect.stringMatching(/nonsense/) as string });
  });

  it('takes disks, in as many slots as it has, and goes on', async () => {
    const existing = join(folder, 'an, "image".img');
    const another = join(folder, 'another.img');
    for (const path of [existing, another]) writeFileSync(path, Buffer.alloc(1_048_576, 'x'));
    await vm.control({ kind: 'attachDisk', disk: { sizeMib: 64 } });
    await vm.control({ kind: 'attachDisk', disk: { sizeMib: 64, bus: 'nvme' } });
    await vm.control({ kind: 'attachDisk', disk: { path: existing } });
    await vm.control({ kind: 'attachDisk', disk: { path: another, writable: true } });
    await expect(vm.control({ kind: 'attachDisk', disk: { sizeMib: 64 } })).rejects.toMatchObject({ reason: 'usage' });
    await machineIs('four disks to be told', ({ attachedDisks }) => attachedDisks.length === 4);
    expect(vm.state.machine.attachedDisks.map(({ id, bus, what }) => [id, bus, what])).toEqual([
      ['attached1', 'virtio', 'new, 64 MiB'],
      ['attached2', 'nvme', 'new, 64 MiB'],
      ['attached3', 'virtio', existing],
      ['attached4', 'virtio', another],
    ]);
    await echoed('still there');
  });

  it('says what is wrong with a disk, and leaves nothing behind', async () => {
    const attach = async (disk: object): Promise<unknown> =>
      await vm.control({ kind: 'attachDisk', disk }).then(
        () => 'attached',
        (error: unknown) => error,
      );
    expect(await attach({ path: join(folder, 'none.img') })).toMatchObject({ reason: 'environment' });
    expect(await attach({ sizeMib: 1, bus: 'sata' })).toMatchObject({ reason: 'usage' });
    expect(await attach({})).toMatchObject({ reason: 'usage' });
    // An image that is not what it is called is refused by QEMU itself.
    expect(await attach({ path: image, format: 'qcow2', writable: true })).toMatchObject({ reason: 'vm' });
    expect(vm.state.machine.attachedDisks).toEqual([]);
    await vm.control({ kind: 'attachDisk', disk: { path: image } });
  });

  it('tells that a guest without a kernel does not let go of a disk', async () => {
    const { disk = '' } = await vm.control({ kind: 'attachDisk', disk: { sizeMib: 64 } });
    await expect(vm.control({ kind: 'detachDisk', id: disk })).rejects.toMatchObject({ reason: 'guest' });
    await expect(vm.control({ kind: 'detachDisk', id: 'cdrom' })).rejects.toMatchObject({ reason: 'usage' });
  });
});

describe('the command line', () => {
  it('controls a machine, and prints where the screenshot is', async () => {
    const { id, runFolder } = vm.state;
    expect((await runCli(['control', id, 'pause'])).stdout.toString()).toBe('The machine is paused.\n');
    await machineIs('the pause', ({ running }) => running === 'paused');
    const { document } = await runCliJson(['control', id, 'attach-disk', '64M', '--bus', 'nvme']);
    expect(document).toMatchObject({ id, disk: 'attached1', sentence: expect.stringContaining('64 MiB') as string });
    const { stdout } = await runCli(['control', id, 'screenshot']);
    expect(stdout.toString().trim()).toBe(join(runFolder, 'diagnostics/screenshot-0001.png'));
  });

  it('prints what a launch would run, starts nothing and makes nothing', async () => {
    const captures = join(folder, 'dry');
    const size = ['--memory', '64', '--cpus', '1', '--accelerator', 'tcg'];
    const argv = ['launch', '--image', image, ...size, '--workspace', captures, '--dry-run'];
    const { document } = await runCliJson(argv);
    const { argv: prepared, preparations } = document as { argv: string[]; preparations: string[][] };
    const ran = JSON.parse(readFileSync(join(vm.state.runFolder, 'metadata.json'), 'utf8')) as { argv: string[] };
    const withoutPaths = (words: readonly string[]): string[] =>
      words.map((word) => word.replaceAll(/echo-[0-9a-f]{4}/g, 'ID').replace(/logfile=.*,logappend/, 'logappend'));
    expect(withoutPaths(prepared)).toEqual(withoutPaths(ran.argv));
    expect(preparations).toEqual([
      ['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', image, expect.any(String)],
    ]);
    expect(existsSync(captures)).toBe(false);
    expect((await runCli(argv)).stdout.toString()).toMatch(/^qemu-img create [^\n]*\\\n/);
  });
});
