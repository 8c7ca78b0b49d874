import { beforeEach, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import type { GuestAnswer, GuestChannel, GuestRequest } from '../../../src/core/guest/guestChannel.ts';
import type { Probe } from '../../../src/core/probes/probe.ts';
import { ProbeDesk } from '../../../src/host/guest/probeDesk.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();
const probe: Probe = { id: 'uptime', group: 'system', title: 'Uptime', command: 'uptime', timeoutMs: 1_000 };
const never = new AbortController().signal;

/** What was asked of the guest and not answered yet. */
let asked: { request: GuestRequest; answer: (exitStatus: number) => void }[];
let desk: ProbeDesk;

beforeEach(async () => {
  asked = [];
  const channel: GuestChannel = {
    kind: 'virtio',
    run: async (request) =>
      await new Promise<GuestAnswer>((resolve) => {
        const answer = (exitStatus: number): void =>
          resolve({
            stdout: Buffer.from('up\n'),
            stderr: Buffer.alloc(0),
            exitStatus,
            startedAt: new Date(0),
            durationMs: 1,
            timedOut: exitStatus === 137,
            truncated: false,
            channel: 'virtio',
          });
        // As the guest does: it answers with what there was.
        request.signal?.addEventListener('abort', () => answer(137));
        if (request.signal?.aborted === true) answer(137);
        asked.push({ request, answer });
      }),
  };
  const runFolder = await RunFolder.create({
    capturesFolder: temporary.path,
    profileName: 'sample',
    startedAt: new Date(0),
    toolVersion: '0.1.0',
  });
  desk = new ProbeDesk([probe], runFolder, async () => await Promise.resolve(channel));
});

async function run(signal = never): Promise<CaptureRecord> {
  return await desk.run('uptime', { signal });
}

async function whenAsked(times: number): Promise<void> {
  await expect.poll(() => asked.length).toBe(times);
}

it('asks once for two who want the same at once, and again for who comes later', async () => {
  const both = Promise.all([run(), run()]);
  await whenAsked(1);
  expect(desk.statuses[0]?.running).toBe(true);
  asked[0]?.answer(0);
  const [one, other] = await both;
  expect(one).toBe(other);
  expect(desk.statuses[0]).toMatchObject({ running: false, capture: { exitStatus: 0 } });
  const later = run();
  await whenAsked(2);
  asked[1]?.answer(3);
  expect(await later).toMatchObject({ exitStatus: 3 });
});

it('goes on for the one when the other cancels', async () => {
  const cancel = new AbortController();
  const [cancelled, goesOn] = [run(cancel.signal), run()];
  await whenAsked(1);
  cancel.abort(new Error('Cancelled.'));
  await expect(cancelled).rejects.toThrow('Cancelled.');
  asked[0]?.answer(0);
  expect(await goesOn).toMatchObject({ exitStatus: 0, timedOut: false });
});

it('ends what nobody wants any more, and asks anew for who comes meanwhile', async () => {
  const cancel = new AbortController();
  const cancelled = run(cancel.signal).catch((error: unknown) => error);
  await whenAsked(1);
  cancel.abort(new Error('Cancelled.'));
  const later = run();
  await cancelled;
  await whenAsked(2);
  asked[1]?.answer(0);
  expect(await later).toMatchObject({ exitStatus: 0, timedOut: false });
});

it('asks nothing for who has gone away before the guest could be asked again', async () => {
  const [cancel, cancelToo] = [new AbortController(), new AbortController()];
  const cancelled = run(cancel.signal).catch((error: unknown) => error);
  await whenAsked(1);
  cancel.abort(new Error('Cancelled.'));
  const [gone, goesOn] = [run(cancelToo.signal), run()];
  cancelToo.abort(new Error('Cancelled, too.'));
  await expect(gone).rejects.toThrow('Cancelled, too.');
  await cancelled;
  await whenAsked(2);
  asked[1]?.answer(0);
  expect(await goesOn).toMatchObject({ exitStatus: 0, timedOut: false });
});
