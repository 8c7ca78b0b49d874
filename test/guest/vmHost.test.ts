import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { commandLineOf } from '../../src/core/common/commandLineOf.ts';
import { isProcessAlive } from '../../src/core/common/isProcessAlive.ts';
import { Deadline } from '../../src/core/common/deadline.ts';
import { processesNaming } from '../../src/core/common/processesNaming.ts';
import { tcgCpuModel } from '../../src/core/image/accelerator/tcgCpuModel.ts';
import { findQemu } from '../../src/core/image/findQemu.ts';
import { hostMemory } from '../../src/core/image/hostMemory.ts';
import { profileFromImage } from '../../src/core/image/profile/profileFromImage.ts';
import type { AbandonedRun } from '../../src/host/registry/abandonedRun.ts';
import type { HostSpec } from '../../src/host/hostSpec.ts';
import type { LaunchOptions } from '../../src/host/client/launchVm.ts';
import { promisedMemory } from '../../src/host/registry/promisedMemory.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { connectVm } from '../../src/host/client/connectVm.ts';
import { listVms } from '../../src/host/registry/listVms.ts';
import { cacheFolder } from '../../src/host/cacheFolder.ts';
import { runtimeFolder } from '../../src/host/registry/runtimeFolder.ts';
import { makeVmFolder, vmFolder } from '../../src/host/registry/vmFolder.ts';
import { echoGreeting, writeEchoImage } from './echoImage.ts';
import { echoProfile, endVms, launchEcho } from './echoVm.ts';
import { readConsoleUntil } from './readConsoleUntil.ts';
import { waitUntil } from './waitUntil.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

let folder: string;
let image: string;
const clients: VmClient[] = [];

beforeAll(() => {
  // A path with everything that quoting gets wrong.
  folder = mkdtempSync(join(tmpdir(), "vm host, 100% 'ä' "));
  image = join(folder, 'echo, "guest".img');
  writeEchoImage(image);
});

afterEach(async () => {
  await endVms(clients);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function launch(options: Partial<LaunchOptions> = {}): Promise<VmClient> {
  const client = await launchEcho({ image, folder }, options);
  clients.push(client);
  return client;
}

async function another(client: VmClient): Promise<VmClient> {
  const other = await connectVm(client.state.id, 'another test');
  clients.push(other);
  return other;
}

const metadataOf = (runFolder: string): RunMetadata =>
  JSON.parse(readFileSync(join(runFolder, 'metadata.json'), 'utf8')) as RunMetadata;

/** Where they lie, not where the VM's folder leads to them. */
const disksOf = (id: string): string => realpathSync(vmFolder(runtimeFolder(), id).disks);

const findingsOf = (runFolder: string): string[] =>
  metadataOf(runFolder).findings.map(({ severity, kind }) => `${severity} ${kind}`);

/** One that has ended may wait to be collected by the system. */
const isAlive = (pid: number | null): boolean => pid !== null && commandLineOf(pid) !== undefined;

describe('a VM', () => {
  it('gives two clients the same console, from the first byte, as in serial.log', async () => {
    const one = await launch();
    await readConsoleUntil(one, echoGreeting);
    const two = await another(one);
    await one.writeConsole(Buffer.from('typed by one '));
    await readConsoleUntil(two, 'typed by one ');
    await two.writeConsole(Buffer.from('typed by two.'));
    const seenByOne = await readConsoleUntil(one, 'typed by two.');
    const seenByTwo = await readConsoleUntil(two, 'typed by two.');
    expect(seenByTwo).toBe(seenByOne);
    const disks = disksOf(one.state.id);
    expect(disks.startsWith(cacheFolder())).toBe(true);
    const { runFolder } = await one.stop({ kill: false });
    expect(existsSync(disks)).toBe(false);
    expect(readFileSync(join(runFolder, 'serial.log'), 'latin1')).toBe(seenByOne);
    expect(readFileSync(join(runFolder, 'serial.txt'), 'utf8')).toContain('typed by one typed by two.');
  });

  it('outlives its clients, and is found again', async () => {
    const first = await launch();
    await readConsoleUntil(first, echoGreeting);
    const { id } = first.state;
    first.dispose();
    const listed = await listVms();
    expect(listed.map((vm) => vm.id)).toContain(id);
    const second = await connectVm(id.slice(0, -1), 'another test');
    clients.push(second);
    expect(await readConsoleUntil(second, echoGreeting)).toContain(echoGreeting);
  });

  it('counts what VMs beside it have been promised, before it is started', async () => {
    const first = await launch({
      profile: await profileFromImage(image, { memoryMib: 512, cpus: 1, accelerator: 'tcg' }),
    });
    await readConsoleUntil(first, echoGreeting);
    const before = (await listVms()).filter((vm) => vm.id === first.state.id);
    expect(promisedMemory(before)).toBeGreaterThan(256);
    expect(promisedMemory(before)).toBeLessThan(512);
    const { totalMib } = hostMemory();
    const remarks: string[] = [];
    await launch({
      profile: await profileFromImage(image, { memoryMib: totalMib - 64, cpus: 1, accelerator: 'tcg' }),
      onRemark: (sentence) => remarks.push(sentence),
    });
    expect(remarks).toEqual([expect.stringMatching(/, of which VMs that run may still take \d+ MiB\.$/)]);
  });

  it('stops when no client was there for its grace time', async () => {
    const client = await launch({ graceTimeMs: 300 });
    await readConsoleUntil(client, echoGreeting);
    const { qemuPid, runFolder } = client.state;
    expect(isAlive(qemuPid)).toBe(true);
    client.dispose();
    await waitUntil('the run folder to be complete', 20_000, () => {
      const { end } = metadataOf(runFolder);
      return Promise.resolve(end === null ? { saw: 'no end' } : { found: end });
    });
    expect(metadataOf(runFolder).end).toMatchObject({ cause: 'graceTime', step: "QEMU's quit command" });
    expect(isAlive(qemuPid)).toBe(false);
  });

  it('ends although a client was killed in the middle of what it said', async () => {
    const client = await launch();
    const { hostPid, id } = client.state;
    const [registered] = (await listVms()).filter((vm) => vm.id === id);
    const killed = createConnection(registered?.socketPath ?? '');
    await once(killed, 'connect');
    await new Promise<void>((resolve) => killed.end('Content-Length: 100\r\n\r\n{', resolve));
    await client.stop({ kill: true });
    client.dispose();
    await waitUntil(
      'the host to end',
      5_000,
      async () =>
        await Promise.resolve(isProcessAlive(hostPid) ? { saw: commandLineOf(hostPid) ?? '' } : { found: true }),
    );
  });

  it('does not stop while a client is there, however short its grace time', async () => {
    const client = await launch({ graceTimeMs: 1 });
    await readConsoleUntil(client, echoGreeting);
    await client.writeConsole(Buffer.from('still here'));
    await readConsoleUntil(client, 'still here');
    expect(client.state.end).toBeNull();
  });
});

describe('when it ends otherwise', () => {
  it('QEMU killed from outside: the run folder is complete and names it', async () => {
    const client = await launch();
    await readConsoleUntil(client, echoGreeting);
    const stopped = waitForPhase(client, 'stopped', { timeoutMs: 20_000 });
    process.kill(client.state.qemuPid ?? 0, 'SIGKILL');
    const { end, runFolder } = await stopped;
    expect(end).toMatchObject({ cause: 'qemuExit', signal: 'SIGKILL', sentence: 'QEMU ended (SIGKILL).' });
    expect(metadataOf(runFolder)).toMatchObject({ outcome: 'failed', end });
    expect(findingsOf(runFolder)).toEqual(['error host-qemu-killed']);
    expect(readFileSync(join(runFolder, 'README.md'), 'utf8')).toContain('QEMU ended (SIGKILL)');
    expect(readFileSync(join(folder, 'captures', 'ledger.jsonl'), 'utf8')).toContain(runFolder.split('/').at(-1));
  });

  it('VM host killed: QEMU goes with it, the log is whole, and the next list completes the run and tells one caller', async () => {
    const profile = { ...(await echoProfile(image)), disks: [{ sizeMib: 1 }] };
    const client = await launch({ profile });
    await readConsoleUntil(client, echoGreeting);
    await client.writeConsole(Buffer.from('last words'));
    const seen = await readConsoleUntil(client, 'last words');
    const { hostPid, qemuPid, runFolder, id } = client.state;
    const disks = disksOf(id);
    expect(readdirSync(disks).toSorted()).toEqual(['boot.qcow2', 'disk0.qcow2']);
    const closed = new Promise<void>((resolve) => {
      client.onClosed(() => {
        resolve();
      });
    });
    process.kill(hostPid, 'SIGKILL');
    await new Deadline('the client to notice', 5_000).race(closed);
    const told: AbandonedRun[] = [];
    const listed = await Promise.all([listVms((run) => told.push(run)), listVms((run) => told.push(run))]);
    expect(listed.flat().map((vm) => vm.id)).not.toContain(id);
    const sentence = 'The VM host was killed, and QEMU ended with it.';
    expect(told).toEqual([{ id, runFolder, sentence }]);
    expect(isAlive(qemuPid)).toBe(false);
    expect(existsSync(disks)).toBe(false);
    expect(readFileSync(join(runFolder, 'serial.log'), 'latin1')).toBe(seen);
    expect(readFileSync(join(runFolder, 'serial.txt'), 'utf8')).toContain('last words');
    const end = { cause: 'hostFailure', sentence };
    expect(metadataOf(runFolder)).toMatchObject({ schemaVersion: 1, outcome: 'failed', result: sentence, end });
    expect(metadataOf(runFolder).phases.at(-1)).toEqual({ phase: 'stopped', byteOffset: seen.length });
    expect(readFileSync(join(runFolder, 'README.md'), 'utf8')).toContain(sentence);
    const ledger = readFileSync(join(folder, 'captures', 'ledger.jsonl'), 'utf8').split('\n');
    expect(ledger.filter((line) => line.includes(basename(runFolder)))).toHaveLength(1);
    await expect(connectVm(id, 'test')).rejects.toMatchObject({ reason: 'usage' });
    await expect(client.runProbe('jobs')).rejects.toMatchObject({ reason: 'vm' });
  });
});

describe('a host that cannot make its VM known', () => {
  it.each(['rpc.sock', 'vm.json'])('ends it, and its run (%s)', async (inTheWay) => {
    const vm = makeVmFolder(runtimeFolder(), `unknown-${String(process.pid)}`);
    mkdirSync(join(vm.path, inTheWay));
    const spec: HostSpec = {
      id: basename(vm.path),
      profile: await echoProfile(image),
      image: 'echo',
      capturesFolder: mkdtempSync(join(folder, 'unknown ')),
      graceTimeMs: 'keep',
      start: { kind: 'boot' },
      checkpointLimitBytes: 0,
      client: 'test',
      qemu: await findQemu(),
      accelerator: { kind: 'tcg', cpuModel: tcgCpuModel, why: 'the test asks for it' },
      warnings: [],
    };
    writeFileSync(vm.spec, JSON.stringify(spec));
    const host = spawn(process.execPath, ['dist/host.js', vm.spec], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const [message, exit] = await Promise.all([once(host, 'message'), once(host, 'exit')]);
    expect([message[0], exit[0]]).toMatchObject([{ type: 'failed', error: { reason: 'vm' } }, 1]);
    expect(processesNaming(`${vm.path}/`)).toEqual([]);
    expect(existsSync(vm.path)).toBe(false);
    const [run = ''] = readdirSync(spec.capturesFolder).filter((name) => name !== 'ledger.jsonl');
    const { end } = metadataOf(join(spec.capturesFolder, run));
    const sentence = expect.stringMatching(/^The VM host could not make the VM known: .+\.$/) as string;
    expect(end).toMatchObject({ cause: 'hostFailure', sentence });
  });
});

describe('bad input gets one sentence', () => {
  const refused = async (options: Partial<LaunchOptions>): Promise<unknown> =>
    await launch(options).then(
      () => 'launched',
      (error: unknown) => error,
    );

  it('a captures folder that cannot be written', async () => {
    const error = await refused({ capturesFolder: '/proc/captures' });
    expect(error).toMatchObject({ reason: 'environment' });
    expect((error as Error).message).toMatch(/^The run folder cannot be made in \/proc\/captures: .+\.$/);
  });

  it('a run folder that holds a run already', async () => {
    const client = await launch();
    const { runFolder } = client.state;
    expect(await refused({ runFolder })).toMatchObject({ reason: 'usage' });
  });

  it('a QEMU that is not there', async () => {
    expect(await refused({ qemuPath: join(folder, 'no-qemu') })).toMatchObject({ reason: 'environment' });
  });

  it('an argument that QEMU does not know, with its words and the run folder left as evidence', async () => {
    const profile = await profileFromImage(image, { memoryMib: 64, cpus: 1, accelerator: 'tcg' });
    const captures = join(folder, 'bad arguments');
    mkdirSync(captures);
    const error = await refused({
      profile: { ...profile, extraArguments: ['-no-such-option'] },
      capturesFolder: captures,
    });
    expect((error as Error).message).toContain('no-such-option');
    const [run = ''] = readdirSync(captures).filter((name) => name !== 'ledger.jsonl');
    expect(metadataOf(join(captures, run))).toMatchObject({ outcome: 'failed', end: { cause: 'hostFailure' } });
    expect(existsSync(join(captures, run, 'README.md'))).toBe(true);
  });

  it('a port that is taken when QEMU comes to it is a finding of its run folder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // Behind the back of the preflight.
    const extraArguments = ['-netdev', `user,id=late,hostfwd=tcp:127.0.0.1:${String(port)}-:22`];
    const profile = await profileFromImage(image, { memoryMib: 64, cpus: 1, accelerator: 'tcg' });
    const capturesFolder = join(folder, 'taken port');
    mkdirSync(capturesFolder);
    try {
      const sentence = `Port ${String(port)} of this machine is taken, so it cannot be forwarded to the guest.`;
      expect(await refused({ profile: { ...profile, extraArguments }, capturesFolder })).toMatchObject({
        message: expect.stringContaining(sentence) as string,
      });
      const [run = ''] = readdirSync(capturesFolder).filter((name) => name !== 'ledger.jsonl');
      expect(findingsOf(join(capturesFolder, run))).toEqual(['error host-port-taken']);
      const [, , , , cause] = readFileSync(join(capturesFolder, run, 'README.md'), 'utf8').split('\n');
      expect(cause).toBe(`**Cause:** ${sentence.replace(/\.$/, '')}`);
    } finally {
      server.close();
    }
  });
});
