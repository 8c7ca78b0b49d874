import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/common/userError.ts';
import type { Probe } from '../../../src/core/probes/probe.ts';
import { runProbe } from '../../../src/core/probes/runProbe.ts';
import { LocalChannel } from './localChannel.ts';

const probe: Probe = {
  id: 'storage-status',
  group: 'storage',
  title: 'Storage',
  command: 'echo human; echo aside >&2; exit 3',
  timeoutMs: 10_000,
  reading: { command: 'echo STATE=applied', reader: 'keyValue' },
  expectation: { title: 'storage is applied', checks: [{ path: 'STATE', equals: 'applied' }] },
};

test('the evidence and the reading come from their own commands', async () => {
  const { answer, reading, expectation } = await runProbe(probe, new LocalChannel());
  expect(answer.stdout.toString()).toBe('human\n');
  expect(answer.stderr.toString()).toBe('aside\n');
  expect(answer.exitStatus).toBe(3);
  expect(reading).toMatchObject({
    reader: 'keyValue',
    command: 'echo STATE=applied',
    answer: { exitStatus: 0 },
    result: { ok: true, value: { STATE: 'applied' } },
  });
  expect(expectation).toEqual({ state: 'met', title: 'storage is applied' });
});

test('both commands run side by side', async () => {
  // Each waits for a sign of the other; one after the other, both would run out of time.
  const meet = (mine: string, other: string): string =>
    `echo > ${mine}; until [ -e ${other} ]; do sleep 0.01; done; echo STATE=applied`;
  const folder = `/tmp/boot-image-vm-meet-${process.pid}`;
  const together: Probe = {
    ...probe,
    command: `mkdir -p ${folder}; ${meet(`${folder}/a`, `${folder}/b`)}`,
    reading: {
      command: `mkdir -p ${folder}; ${meet(`${folder}/b`, `${folder}/a`)}; sleep 0.1; rm -r ${folder}`,
      reader: 'keyValue',
    },
  };
  const { answer, expectation } = await runProbe(together, new LocalChannel());
  expect(answer.timedOut).toBe(false);
  expect(expectation?.state).toBe('met');
});

test('a reading without a command reads the evidence, and only one command runs', async () => {
  const channel = new LocalChannel();
  const own: Probe = { ...probe, command: 'echo STATE=failed', reading: { reader: 'keyValue' } };
  const { reading, expectation } = await runProbe(own, channel);
  expect(reading?.command).toBe('echo STATE=failed');
  expect(expectation).toEqual({ state: 'unmet', title: 'storage is applied', found: 'STATE is failed' });
  expect(channel.scripts).toHaveLength(1);
});

test('a probe that only shows has neither reading nor expectation', async () => {
  const { id, group, title, command, timeoutMs } = probe;
  const answer = await runProbe({ id, group, title, command, timeoutMs }, new LocalChannel());
  expect(answer).toMatchObject({ reading: null, expectation: null });
});

test('a missing tool is an answer with its own error text', async () => {
  const missing: Probe = {
    ...probe,
    command: 'no-such-tool-here',
    reading: { command: 'no-such-tool-here -J', reader: 'json' },
  };
  const { answer, expectation } = await runProbe(missing, new LocalChannel());
  expect(answer.exitStatus).toBe(127);
  expect(answer.stderr.toString()).toContain('not found');
  expect(expectation).toMatchObject({ state: 'unknown', why: expect.stringContaining('not found') as unknown });
});

test('what was written before the time ran out is kept and marked', async () => {
  const slow: Probe = {
    ...probe,
    command: 'echo begun; sleep 60',
    timeoutMs: 300,
    reading: { command: 'sleep 60', reader: 'keyValue' },
  };
  const { answer, expectation } = await runProbe(slow, new LocalChannel());
  expect(answer).toMatchObject({ timedOut: true, stdout: Buffer.from('begun\n') });
  expect(expectation?.state).toBe('unknown');
});

test('a reading that brings no answer leaves the evidence whole', async () => {
  const channel = new LocalChannel();
  const run = channel.run.bind(channel);
  channel.run = async (request) => {
    if (request.maxBytes !== undefined) throw new UserError('guest', 'The guest channel is gone.');
    return await run(request);
  };
  const { answer, reading, expectation } = await runProbe(probe, channel);
  expect(answer.stdout.toString()).toBe('human\n');
  expect(reading).toMatchObject({ answer: null, result: { ok: false, why: 'The guest channel is gone.' } });
  expect(expectation).toMatchObject({ state: 'unknown', why: 'The guest channel is gone.' });
});

test('a channel that is gone rejects with its own error', async () => {
  const channel = new LocalChannel();
  channel.gone = true;
  await expect(runProbe(probe, channel)).rejects.toMatchObject({ name: 'UserError', reason: 'guest' });
});

test('the reading ends when the evidence fails', async () => {
  const channel = new LocalChannel();
  const run = channel.run.bind(channel);
  let reading: Promise<unknown> | undefined;
  channel.run = async (request) => {
    if (request.maxBytes === undefined) throw new UserError('guest', 'The guest rebooted.');
    const running = run(request);
    reading = running;
    return await running;
  };
  const slow: Probe = { ...probe, reading: { command: 'sleep 60', reader: 'keyValue' } };
  await expect(runProbe(slow, channel)).rejects.toThrow('The guest rebooted.');
  await expect(reading).rejects.toThrow('The guest rebooted.');
});

test('cancelling ends both commands', async () => {
  const controller = new AbortController();
  const slow: Probe = { ...probe, command: 'sleep 60', reading: { command: 'sleep 60', reader: 'keyValue' } };
  const running = runProbe(slow, new LocalChannel(), { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});
