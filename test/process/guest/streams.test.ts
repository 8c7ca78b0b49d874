import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import type { GuestStream } from '../../../src/core/guest/guestStream.ts';
import { StreamPorts } from '../../../src/core/guest/streamPorts.ts';
import { streamPort } from '../../../src/host/machine/streamPort.ts';
import { eventually } from '../../eventually.ts';
import { endsEverywhere } from './endsEverywhere.ts';
import { startAgent } from './startAgent.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** The agent with stream ports as /sys and /dev show them in a guest; named pipes stand for the devices. */
async function startWithPorts(shell: readonly string[], count = 2): Promise<AgentChannel> {
  const folder = mkdtempSync(join(tmpdir(), 'ports-'));
  const ports = Array.from({ length: count }, (_, index) => {
    mkdirSync(join(folder, 'sys', `vport${index}`), { recursive: true });
    writeFileSync(join(folder, 'sys', `vport${index}`, 'name'), `stream.${index}\n`);
    execFileSync('mkfifo', [join(folder, `vport${index}`)]);
    // Opened both ways, so that it has no end when the command has ended, as a port.
    const socket = new Socket({ fd: openSync(join(folder, `vport${index}`), 'r+') });
    cleanups.push(() => socket.destroy());
    return streamPort(socket, `stream.${index}`);
  });
  cleanups.push(() => rmSync(folder, { recursive: true }));
  return await startAgent(shell, {
    streams: new StreamPorts(ports),
    adapt: (script) => script.replaceAll('/sys/class/virtio-ports', `${folder}/sys`).replace('p=/dev/', `p=${folder}/`),
  });
}

async function followed(channel: AgentChannel, script: string): Promise<{ stream: GuestStream; text: () => string }> {
  const parts: Buffer[] = [];
  const stream = await channel.follow({ command: { script }, onData: (data) => void parts.push(data) });
  return { stream, text: () => Buffer.concat(parts).toString() };
}

const shows = async (text: () => string, wanted: string): Promise<string> =>
  await eventually(
    { name: 'the output', withinMs: 5_000 },
    async () => await Promise.resolve(text()),
    (seen) => seen === wanted,
  );

const soon = async <T>(promise: Promise<T>): Promise<T> => await new Deadline('the stream', 10_000).race(promise);

describe.each([[['dash']], [['bash']], [['busybox', 'ash']]])('a stream under %s', (shell) => {
  it('brings what a command writes while it still runs, and how it ended', async () => {
    const channel = await startWithPorts(shell);
    const release = join(mkdtempSync(join(tmpdir(), 'stream-')), 'go');
    const script = `printf one; while ! [ -e ${release} ]; do sleep 0.05; done; echo two; echo problem >&2; exit 5`;
    const { stream, text } = await followed(channel, script);
    await shows(text, 'one');
    writeFileSync(release, '');
    const { exitStatus, stderr, stopped } = await soon(stream.ended);
    expect({ exitStatus, stderr: stderr.toString(), stopped }).toEqual({
      exitStatus: 5,
      stderr: 'problem\n',
      stopped: false,
    });
    expect(text()).toBe('onetwo\n');
  });

  it('is binary, whole and in order', async () => {
    const channel = await startWithPorts(shell);
    const hash = createHash('sha256');
    let length = 0;
    const script = 'head -c 5000000 /dev/urandom >/tmp/$$.s; cat /tmp/$$.s; sha256sum </tmp/$$.s >&2; rm /tmp/$$.s';
    const stream = await channel.follow({
      command: { script },
      onData: (data) => {
        hash.update(data);
        length += data.length;
      },
    });
    const { stderr } = await soon(stream.ended);
    expect(length).toBe(5_000_000);
    expect(stderr.toString()).toBe(`${hash.digest('hex')}  -\n`);
  });

  it('ends in the guest when it is stopped, with all that it started', async () => {
    const channel = await startWithPorts(shell);
    const marker = `9${randomBytes(3).readUIntBE(0, 3)}`;
    const { stream, text } = await followed(channel, `(setsid sleep ${marker} &); echo on; sleep ${marker}`);
    await shows(text, 'on\n');
    stream.stop();
    expect(await soon(stream.ended)).toMatchObject({ exitStatus: 137, stopped: true });
    await endsEverywhere(channel, `sleep ${marker}`);
  });

  it('is held back by a consumer that is busy, and holds back nothing else', async () => {
    const channel = await startWithPorts(shell);
    const counter = join(mkdtempSync(join(tmpdir(), 'stream-')), 'counter');
    const script = `i=0; while :; do i=$((i+1)); echo $i >${counter}; printf '%01000d' $i; done`;
    let received = 0;
    const stream = await channel.follow({
      command: { script },
      onData: async (data) => {
        received += data.length;
        await new Promise(() => undefined);
      },
    });
    const count = async (): Promise<string> =>
      (await channel.run({ command: { argv: ['cat', counter] }, timeoutMs: 5_000 })).stdout.toString();
    let before = '';
    const grown = async (): Promise<boolean> => {
      const now = await count();
      const hasGrown = now === '' || now !== before;
      before = now;
      return hasGrown;
    };
    await eventually({ name: 'the command to stand still', withinMs: 10_000 }, grown, (hasGrown) => !hasGrown);
    expect(received).toBeLessThan(200_000);
    const other = await followed(channel, 'echo other');
    await soon(other.stream.ended);
    expect(other.text()).toBe('other\n');
    stream.stop();
    expect(await soon(stream.ended)).toMatchObject({ stopped: true });
  });

  it('uses its port again and again, and says so when all are taken', async () => {
    const channel = await startWithPorts(shell);
    for (let index = 0; index < 5; index++) {
      const { stream, text } = await followed(channel, `echo ${index}; sleep 60 &`);
      expect(await soon(stream.ended)).toMatchObject({ exitStatus: 0, stopped: false });
      expect(text()).toBe(`${index}\n`);
    }
    const both = [await followed(channel, 'sleep 60'), await followed(channel, 'sleep 60')];
    await expect(followed(channel, 'true')).rejects.toMatchObject({
      reason: 'guest',
      message: 'All 2 ports for following commands are taken.',
    });
    for (const { stream } of both) stream.stop();
    await Promise.all(both.map(async ({ stream }) => await soon(stream.ended)));
    expect((await followed(channel, 'true')).stream.command).toEqual({ script: 'true' });
  });

  it('ends with the channel, and with what its consumer throws', async () => {
    const channel = await startWithPorts(shell);
    const failing = await channel.follow({
      command: { script: 'echo x; sleep 60' },
      onData: () => {
        throw new Error('the disk is full');
      },
    });
    await expect(soon(failing.ended)).rejects.toThrow('the disk is full');
    const { stream } = await followed(channel, 'sleep 60');
    channel.break(new Error('the guest was reset'));
    await expect(soon(stream.ended)).rejects.toMatchObject({ reason: 'guest' });
    await expect(followed(channel, 'true')).rejects.toMatchObject({ reason: 'guest' });
  });
});

it('a stream cannot be had from a channel without stream ports', async () => {
  const channel = await startAgent(['dash']);
  await expect(followed(channel, 'true')).rejects.toMatchObject({
    reason: 'guest',
    message: 'A command cannot be followed over this channel: streams need virtio ports.',
  });
});
