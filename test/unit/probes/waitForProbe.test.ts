import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Wait } from '../../../src/core/probes/wait.ts';
import { waitForProbe } from '../../../src/core/probes/waitForProbe.ts';
import { LocalChannel } from './localChannel.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wait-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const waitFor = (timeoutMs: number): Wait => ({
  id: 'storage-status-written',
  title: 'storage-status to have a STATE',
  probe: {
    id: 'storage-status',
    group: 'storage',
    title: 'Storage',
    command: `cat ${folder}/storage-status`,
    timeoutMs: 5000,
    reading: { reader: 'keyValue' },
  },
  until: { title: 'a STATE', checks: [{ path: 'STATE', exists: true }] },
  timeoutMs,
});

test('repeats the probe until the reading is what is waited for', async () => {
  const saw: string[] = [];
  const answer = await waitForProbe(waitFor(10_000), new LocalChannel(), {
    intervalMs: 10,
    onTry: (text) => {
      saw.push(text);
      void writeFile(join(folder, 'storage-status'), saw.length < 3 ? 'DETAIL=planning\n' : 'STATE=applied\n');
    },
  });
  expect(answer.reading?.result).toEqual({ ok: true, value: { STATE: 'applied' } });
  expect(saw[0]).toContain('No such file or directory');
  expect(saw).toContain('no STATE');
});

test('on expiry says what it waited for and what it last saw', async () => {
  await writeFile(join(folder, 'storage-status'), 'DETAIL=x\n');
  const waiting = waitForProbe(waitFor(2_000), new LocalChannel(), { intervalMs: 100 });
  await expect(waiting).rejects.toThrow(
    'Gave up waiting for storage-status to have a STATE after 2.0 s; last seen: no STATE.',
  );
});

test('a probe that hangs does not outlast the deadline', async () => {
  const hanging = { ...waitFor(300), probe: { ...waitFor(300).probe, command: 'sleep 60' } };
  await expect(waitForProbe(hanging, new LocalChannel())).rejects.toThrow(/Gave up waiting for storage-status/);
});

test('goes on when the channel is gone for a while', async () => {
  const channel = new LocalChannel();
  channel.gone = true;
  await writeFile(join(folder, 'storage-status'), 'STATE=applied\n');
  const saw: string[] = [];
  await waitForProbe(waitFor(10_000), channel, {
    intervalMs: 10,
    onTry: (text) => {
      saw.push(text);
      channel.gone = false;
    },
  });
  expect(saw).toEqual(['The guest channel is gone.']);
});

test('ends at once when cancelled', async () => {
  const controller = new AbortController();
  const waiting = waitForProbe(waitFor(60_000), new LocalChannel(), {
    intervalMs: 30_000,
    signal: controller.signal,
    onTry: () => {
      controller.abort(new Error('enough'));
    },
  });
  await expect(waiting).rejects.toThrow('enough');
});

test('is given up as soon as nothing more can come, saying why and what it last saw', async () => {
  await writeFile(join(folder, 'storage-status'), 'DETAIL=x\n');
  const answers: unknown[] = [];
  const waiting = waitForProbe(waitFor(60_000), new LocalChannel(), {
    onTry: (_saw, answer) => answers.push(answer?.answer.stdout.toString()),
    hopeless: () => 'the boot is deadlocked',
  });
  await expect(waiting).rejects.toMatchObject({
    reason: 'expectation',
    message: 'Gave up waiting for storage-status to have a STATE: the boot is deadlocked; last seen: no STATE.',
  });
  expect(answers).toEqual(['DETAIL=x\n']);
});
