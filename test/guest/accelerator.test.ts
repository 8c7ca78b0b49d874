import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { AcceleratorMemory } from '../../src/core/image/accelerator/acceleratorMemory.ts';
import { findQemu } from '../../src/core/image/findQemu.ts';
import type { Profile } from '../../src/core/image/profile/profile.ts';
import { profileFromImage } from '../../src/core/image/profile/profileFromImage.ts';
import { runtimeFolder } from '../../src/host/registry/runtimeFolder.ts';
import { makeVmFolder, type VmFolder } from '../../src/host/registry/vmFolder.ts';
import { VmHost } from '../../src/host/vm/vmHost.ts';
import { writeEchoImage } from './echoImage.ts';

let folder: string;
let vmFolder: VmFolder;
let host: VmHost | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accelerator-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vmFolder = makeVmFolder(runtimeFolder(), `trust-${String(process.pid)}`);
});

afterEach(async () => {
  await host?.stop({ cause: 'requested', sentence: 'The test has ended.', kill: true });
  host?.dispose();
  host = undefined;
  vi.unstubAllEnvs();
  rmSync(vmFolder.path, { recursive: true, force: true });
  rmSync(folder, { recursive: true });
});

/** A QEMU that does with KVM what a script says, on any machine; with emulation it is the real one. */
async function start(withKvm: string, changes: Partial<Profile> = {}, inEmulation = ''): Promise<VmHost> {
  const path = join(folder, 'qemu');
  writeFileSync(
    path,
    `#!/bin/sh\ncase " $* " in *" -accel kvm "*)\n${withKvm}\n;; *" -accel tcg"*)\n${inEmulation}\n;; esac\nexec qemu-system-x86_64 "$@"\n`,
  );
  chmodSync(path, 0o755);
  const image = join(folder, 'echo.img');
  writeEchoImage(image);
  const profile = { ...(await profileFromImage(image, { memoryMib: 64, cpus: 1 })), ...changes };
  const qemu = await findQemu(path);
  host = await VmHost.start(
    {
      id: 'trust',
      profile,
      image: 'echo',
      capturesFolder: join(folder, 'captures'),
      graceTimeMs: 'keep',
      start: { kind: 'boot' },
      checkpointLimitBytes: 0,
      client: 'test',
      qemu,
      accelerator: { kind: 'kvm', cpuModel: 'host', why: 'KVM passed its trial' },
      warnings: [],
    },
    vmFolder,
  );
  return host;
}

async function remembered(): Promise<string | undefined> {
  const memory = new AcceleratorMemory(join(folder, 'cache', 'boot-image-vm'));
  return (await memory.recall('kvm', await findQemu(join(folder, 'qemu'))))?.why;
}

const aborts = 'echo "error: failed to set MSR 0x38f to 0x0" >&2; kill -ABRT $$';
const runsAfterAll =
  'for word; do shift; case $word in kvm) word=tcg;; host) word=max;; esac; set -- "$@" "$word"; done';

it('starts in emulation where KVM does not start the machine, says why, and remembers it', async () => {
  const { state } = await start(aborts);
  expect(state.accelerator).toMatchObject({ kind: 'tcg' });
  expect(state.accelerator.why).toMatch(
    /^emulation, because KVM passed its trial and did not start this machine: .*MSR/,
  );
  await vi.waitFor(() => {
    const metadata = JSON.parse(readFileSync(join(state.runFolder, 'metadata.json'), 'utf8')) as RunMetadata;
    expect(metadata.argv.join(' ')).toContain('-accel tcg');
    expect(metadata.host?.accelerator.why).toBe(state.accelerator.why);
  });
  expect(await remembered()).toMatch(/did not start this machine/);
});

it('obeys where KVM was asked for: the failure is told, and nothing is remembered', async () => {
  await expect(start(aborts, { accelerator: 'kvm' })).rejects.toThrow(/MSR/);
  expect(await remembered()).toBeUndefined();
});

it('blames no accelerator for what fails in emulation too', async () => {
  await expect(start(aborts, { extraArguments: ['-no-such-option'] })).rejects.toThrow(/MSR/);
  expect(await remembered()).toBeUndefined();
});

it('remembers a KVM on which QEMU hangs, and emulation does not', async () => {
  const { state } = await start('exec sleep 600');
  expect(state.accelerator).toMatchObject({ kind: 'tcg' });
  expect(await remembered()).toMatch(/Gave up waiting for QEMU to connect/);
});

it('blames no accelerator where the machine is so busy that emulation is slow too', async () => {
  const { state } = await start('exec sleep 600', {}, 'sleep 6');
  expect(state.accelerator).toMatchObject({ kind: 'tcg' });
  expect(await remembered()).toBeUndefined();
});

it('blames no accelerator for an image that another program has for itself, and does not wait for it', async () => {
  const said = 'Failed to get \\"write\\" lock\\nIs another process using the image [/a.img]?';
  await expect(start(`printf "${said}" >&2; exit 1`)).rejects.toThrow('The disk image /a.img is in use by another VM.');
  expect(await remembered()).toBeUndefined();
});

it('takes emulation the next time when QEMU crashes on KVM later', async () => {
  const running = await start(runsAfterAll);
  expect(running.state.accelerator.kind).toBe('kvm');
  process.kill(running.state.qemuPid ?? 0, 'SIGABRT');
  await running.ended;
  expect(running.state.end?.sentence).toContain('QEMU crashed on KVM (SIGABRT). The next launch takes emulation.');
  await vi.waitFor(async () => expect(await remembered()).toBe('QEMU crashed on KVM (SIGABRT)'));
});
