import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '../../src/core/image/profile/profile.ts';
import type { StartWish } from '../../src/core/vm/checkpoint/startWish.ts';
import { checkpointStore } from '../../src/host/checkpoint/checkpointStore.ts';
import { launchSample } from './launchSample.ts';
import type { Measurement } from './measurement.ts';
import { median, quantile } from './statistics.ts';

/** What the first answer has to be, so that it is known to be one. */
const expected = 'STATE=applied';
const answerTimeoutMs = 600_000;

interface Launch {
  readonly answeredAfterMs: number;
  readonly runFolder: string;
}

/**
 * From the call that launches to the answer of a probe, by a boot and from a checkpoint, in turn: a machine that gets slower
 * slows both. The first warm launch, which boots and keeps the checkpoint, is apart.
 */
export async function warmLaunch(profile: Profile, capturesFolder: string, runs: number): Promise<Measurement[]> {
  const launch = async (start: StartWish): Promise<Launch> => await toFirstAnswer(profile, capturesFolder, start);
  const first = await launch({ kind: 'warm' });
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < runs; run++) {
    cold.push((await launch({ kind: 'boot' })).answeredAfterMs);
    const { answeredAfterMs, runFolder } = await launch({ kind: 'warm' });
    warm.push(answeredAfterMs);
    if (!readFileSync(join(runFolder, 'harness.log'), 'utf8').includes(' restored in ')) {
      throw new Error(`A warm launch booted: ${runFolder}`);
    }
  }
  const [checkpoint] = await checkpointStore().list();
  if (checkpoint === undefined) throw new Error('No checkpoint was kept.');
  const how = `median of ${String(runs)}: launch to the answer of the probe storage-status`;
  const once = 'once';
  return [
    { name: 'cold launch', value: median(cold) / 1000, unit: 's', how },
    { name: 'warm launch', value: median(warm) / 1000, unit: 's', how },
    { name: 'warm launch, slowest', value: quantile(warm, 1) / 1000, unit: 's', how: `of ${String(runs)}` },
    { name: 'cold against warm', value: median(cold) / median(warm), unit: 'times', how: 'the medians' },
    { name: 'first warm launch', value: first.answeredAfterMs / 1000, unit: 's', how: 'boots and keeps a checkpoint' },
    { name: 'the VM stands still to be saved', value: checkpoint.manifest.pausedMs, unit: 'ms', how: once },
    { name: 'size of the checkpoint', value: checkpoint.bytes / 1e6, unit: 'MB', how: once },
  ];
}

async function toFirstAnswer(profile: Profile, capturesFolder: string, start: StartWish): Promise<Launch> {
  const startedAtMs = performance.now();
  const client = await launchSample(profile, capturesFolder, start);
  try {
    const capture = await client.runProbe('storage-status', { channelTimeoutMs: answerTimeoutMs });
    const answeredAfterMs = performance.now() - startedAtMs;
    const { runFolder } = client.state;
    const answer = readFileSync(join(runFolder, capture.file), 'utf8');
    if (!answer.includes(expected)) throw new Error(`The probe answered ${JSON.stringify(answer)}.`);
    return { answeredAfterMs, runFolder };
  } finally {
    await client.stop({ kill: true });
    client.dispose();
  }
}
