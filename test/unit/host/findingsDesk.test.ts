import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { profileDefaults } from '../../../src/core/image/profile/profileDefaults.ts';
import { ConsoleRecorder } from '../../../src/host/console/consoleRecorder.ts';
import { FindingsDesk } from '../../../src/host/guest/findingsDesk.ts';
import { probeAnswer } from '../artefacts/probeAnswers.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();
let runFolder: RunFolder;
let recorder: ConsoleRecorder;
let desk: FindingsDesk;

beforeEach(async () => {
  const startedAt = new Date();
  runFolder = await RunFolder.create({
    capturesFolder: temporary.path,
    profileName: 'test',
    startedAt,
    toolVersion: '0.1.0',
  });
  recorder = ConsoleRecorder.create(runFolder.path, { title: 'test', startedAt, watch: {}, onProblem: fail });
  const profile = { ...profileDefaults(), name: 'test', source: { kind: 'kernel', kernel: '/vmlinuz' } } as const;
  desk = new FindingsDesk({ runFolder, recorder, profile, accelerator: { kind: 'kvm', why: 'it works' } });
});

afterEach(() => {
  desk.dispose();
  recorder.dispose();
});

function fail(text: string): never {
  throw new Error(text);
}

async function takeLinks(startedAt: Date): Promise<void> {
  const answer = probeAnswer({ stdout: '2: lan: <NO-CARRIER,UP>\n' });
  const value = [{ ifindex: 2, ifname: 'lan', link_type: 'ether', flags: ['UP', 'NO-CARRIER'] }];
  if (answer.reading === null) throw new Error('no reading');
  const reading = { ...answer.reading, result: { ok: true as const, value } };
  const asked = { ...answer, answer: { ...answer.answer, startedAt }, reading };
  desk.take({ answer: asked, capture: await runFolder.addCapture(asked) });
}

async function found(): Promise<string[]> {
  await desk.end(undefined);
  return runFolder.metadata.findings.map(({ severity, id }) => `${severity} ${id}`);
}

test('a carrier is missed as the cable is plugged now, and only since it is', async () => {
  const before = new Date(Date.now() - 60_000);
  const after = new Date(Date.now() + 60_000);
  await takeLinks(before);
  expect(await found()).toEqual(['error no-carrier:lan']);
  desk.link = 'down';
  expect(await found()).toEqual([]);
  await takeLinks(after);
  expect(await found()).toEqual(['info no-carrier:lan']);
  desk.link = 'down';
  expect(await found()).toEqual(['info no-carrier:lan']);
  await takeLinks(before);
  desk.link = 'up';
  expect(await found()).toEqual([]);
});
