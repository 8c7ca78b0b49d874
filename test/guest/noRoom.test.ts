import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Deadline } from '../../src/core/common/deadline.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { VmState } from '../../src/host/protocol/vmState.ts';
import { runCli } from './cliProcess.ts';
import { endVms, launchEcho } from './echoVm.ts';
import { readConsoleUntil } from './readConsoleUntil.ts';
import { allWritten, writeWritingImage } from './writingImage.ts';

let folder: string;
let cache: string;
const clients: VmClient[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'no room, ä '));
  cache = join(folder, 'cache');
  mkdirSync(cache);
});

afterEach(async () => {
  await endVms(clients);
  vi.unstubAllEnvs();
  spawnSync('umount', [cache]);
  rmSync(folder, { recursive: true });
});

async function stateIs(vm: VmClient, what: string, accept: (state: VmState) => boolean): Promise<void> {
  await vm.until(new Deadline(what, 60_000), accept);
}

const noRoom = ({ findings }: VmState): string | undefined => findings.find(({ id }) => id === 'host-no-room')?.title;

it('says where there is no room for the disks, and goes on where it stopped when there is', async ({ skip }) => {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=768k', 'tmpfs', cache]);
  skip(status !== 0, 'This user cannot mount a small file system.');
  vi.stubEnv('XDG_CACHE_HOME', cache);
  const image = join(folder, 'writing.img');
  writeWritingImage(image);
  const vm = await launchEcho({ image, folder });
  clients.push(vm);
  await stateIs(vm, 'the want of room to be told', (state) => noRoom(state) !== undefined);
  const place = join(cache, 'boot-image-vm', 'disks', `${String(vm.state.hostPid)}-${vm.state.id}`);
  expect(vm.state.machine).toMatchObject({ running: 'paused', noRoomIn: place });
  expect(noRoom(vm.state)).toContain(`there is no room in ${place} `);
  expect((await runCli(['list'])).stdout.toString()).toContain(`(machine paused: no room in ${place})`);
  // Without more room it stops again, and this is told again.
  await vm.control({ kind: 'resume' });
  const log = join(vm.state.runFolder, 'harness.log');
  await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toMatch(/QEMU: RESUME[^]*QEMU: STOP/), { timeout: 20_000 });
  await stateIs(vm, 'the second stop to be told', ({ machine }) => machine.noRoomIn === place);
  execFileSync('mount', ['-o', 'remount,size=32m', cache]);
  await vm.control({ kind: 'resume' });
  await readConsoleUntil(vm, allWritten);
  await stateIs(vm, 'the end of the trouble', (state) => noRoom(state) === undefined);
  expect(vm.state.machine).toMatchObject({ running: 'running' });
  expect(vm.state.machine.noRoomIn).toBeUndefined();
});
