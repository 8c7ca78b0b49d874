import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acceleratorDoor } from '../../../src/core/image/accelerator/acceleratorDoor.ts';
import { AcceleratorMemory } from '../../../src/core/image/accelerator/acceleratorMemory.ts';
import { runAcceleratorTrial, type TrialResult } from '../../../src/core/image/accelerator/acceleratorTrial.ts';
import { acceleratorTrialCode } from '../../../src/core/image/accelerator/acceleratorTrialCode.ts';
import { chooseAccelerator } from '../../../src/core/image/accelerator/chooseAccelerator.ts';
import { distrustAccelerator } from '../../../src/core/image/accelerator/distrustAccelerator.ts';
import { findQemu, searchPath } from '../../../src/core/image/findQemu.ts';

let cacheFolder: string;

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'accelerator-'));
});

afterEach(() => {
  rmSync(cacheFolder, { recursive: true });
});

describe('the accelerator trial', () => {
  const timeouts = { startTimeoutMs: 15_000, stepTimeoutMs: 10_000 };

  /** The program under emulation, where CPUs can be had that cannot do all of it. */
  async function trial(cpuModel: string, more: { cpus?: number; stepTimeoutMs?: number } = {}): Promise<TrialResult> {
    const qemu = await findQemu();
    return await runAcceleratorTrial({ qemu, accelerator: 'tcg', cpuModel, cpus: 2, ...timeouts, ...more });
  }

  it.each(['max', 'qemu64', 'Nehalem'])('is passed by a whole PC with the CPU %s', async (cpuModel) => {
    expect(await trial(cpuModel)).toEqual({ outcome: 'passed', durationMs: expect.any(Number) as number });
  });

  it('tells where a CPU fails that runs a boot sector well', async () => {
    expect(await trial('qemu32')).toMatchObject({
      outcome: 'ended',
      why: 'a trial guest crashed at entering long mode',
    });
    expect(await trial('qemu64,-sse')).toMatchObject({
      outcome: 'ended',
      why: 'a trial guest crashed at floating point state',
    });
  });

  it('ends a guest that hangs in silence, and tells where', async () => {
    // Without a second CPU the program waits for it for ever.
    const result = await trial('max', { cpus: 1, stepTimeoutMs: 3000 });
    expect(result).toMatchObject({ outcome: 'hung', why: 'a trial guest hung at starting the second CPU' });
    expect(result.durationMs).toBeLessThan(10_000);
  });

  it('tells what QEMU said when it gave up', async () => {
    expect(await trial('no-such-cpu')).toMatchObject({
      outcome: 'ended',
      why: 'This QEMU knows no CPU model no-such-cpu',
    });
  });

  it('stops when told to, and leaves nothing behind', async () => {
    const qemu = await findQemu();
    const controller = new AbortController();
    const { signal } = controller;
    vi.stubEnv('TMPDIR', cacheFolder);
    try {
      const options = { qemu, accelerator: 'tcg', cpuModel: 'max', cpus: 1, ...timeouts, signal };
      const running = runAcceleratorTrial(options);
      controller.abort(new Error('no longer wanted'));
      await expect(running).rejects.toThrow('no longer wanted');
    } finally {
      vi.unstubAllEnvs();
    }
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('runs the program whose source stands beside it', async ({ skip }) => {
    skip(
      (await searchPath('as')) === undefined || (await searchPath('ld')) === undefined,
      'binutils are not installed',
    );
    const source = new URL('../../../src/core/image/accelerator/acceleratorTrial.s', import.meta.url).pathname;
    const file = (name: string): string => join(cacheFolder, name);
    execFileSync('as', ['--64', '-o', file('o'), source]);
    const link = ['-m', 'elf_x86_64', '-Ttext=0x8000', '-e', 'start', '--oformat', 'binary', '-o', file('bin')];
    execFileSync('ld', [...link, file('o')]);
    const assembled = readFileSync(file('bin'));
    const main = Buffer.from(acceleratorTrialCode.main, 'base64');
    expect(assembled.subarray(0, main.length).equals(main)).toBe(true);
    expect(assembled.subarray(main.length, 0x1000).every((byte) => byte === 0)).toBe(true);
    expect(assembled.subarray(0x1000).toString('base64')).toBe(acceleratorTrialCode.secondCpu);
  });
});

describe('chooseAccelerator', () => {
  it('obeys, and asks nothing, where emulation was chosen', async () => {
    expect(await chooseAccelerator('tcg', { cacheFolder, qemuPath: '/nowhere' })).toMatchObject({
      kind: 'tcg',
      why: 'emulation was asked for',
    });
  });

  it('says why an accelerator that was asked for cannot be used', async () => {
    const foreign = process.platform === 'darwin' ? 'kvm' : 'hvf';
    await expect(chooseAccelerator(foreign, { cacheFolder })).rejects.toMatchObject({
      reason: 'environment',
      message: expect.stringMatching(
        new RegExp(`^The accelerator ${foreign} cannot be used: .* was built without`),
      ) as string,
    });
  });

  it('lands on something by itself in a few seconds, says why, and knows it at once the next time', async () => {
    const first = await chooseAccelerator('auto', { cacheFolder });
    if (first.kind === 'tcg') expect(first.why).toMatch(/^emulation, because /);
    else expect(first.why).toMatch(/passed its trial/);
    const startedAt = performance.now();
    expect(await chooseAccelerator('auto', { cacheFolder })).toEqual(first);
    expect(performance.now() - startedAt).toBeLessThan(500);
  }, 15_000);

  it('remembers what was found for this host and this QEMU alone', async () => {
    const qemu = await findQemu();
    const memory = new AcceleratorMemory(join(cacheFolder, 'new'));
    expect(await memory.recall('kvm', qemu)).toBeUndefined();
    await distrustAccelerator({
      kind: 'kvm',
      qemu,
      cacheFolder: join(cacheFolder, 'new'),
      why: 'the kernel stayed silent',
    });
    expect(await memory.recall('kvm', qemu)).toMatchObject({ cpuModel: null, why: 'the kernel stayed silent' });
    expect(await memory.recall('hvf', qemu)).toBeUndefined();
    expect(await memory.recall('kvm', { ...qemu, version: '99.0' })).toBeUndefined();
    writeFileSync(join(cacheFolder, 'new', 'accelerators.json'), '{"damaged');
    expect(await memory.recall('kvm', qemu)).toBeUndefined();
  });

  it('takes emulation where KVM cannot be opened, and asks again each time', async ({ skip }) => {
    const qemu = await findQemu();
    const door = await acceleratorDoor('kvm', qemu);
    skip(door.state === 'open', 'this machine has KVM');
    const why = door.state === 'closed' ? door.why : '';
    expect(await chooseAccelerator('auto', { cacheFolder })).toMatchObject({
      kind: 'tcg',
      why: `emulation, because ${why}`,
    });
    expect(readdirSync(cacheFolder)).toEqual([]);
    await expect(chooseAccelerator('kvm', { cacheFolder })).rejects.toThrow(why);
  });
});
