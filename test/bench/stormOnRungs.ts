import type { Profile } from '../../src/core/image/profile/profile.ts';
import { launchSample } from './launchSample.ts';
import type { Measurement } from './measurement.ts';
import { descendTo } from './rungs.ts';
import { bringKnown, storm, type StormResult } from './storm.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

const mostBytes = 200_000;
const atOnce = 16;
const timeoutMs = 300_000;

/**
 * A storm of commands on the virtio port and one on the console, in a guest that writes kernel messages and broadcasts on its
 * console all the time. @param share of the whole: 10,000 and 1,000 commands
 */
export async function stormOnRungs(profile: Profile, capturesFolder: string, share: number): Promise<Measurement[]> {
  const client = await launchSample(profile, capturesFolder);
  try {
    await waitForPhase(client, 'ready', { timeoutMs });
    const known = await bringKnown(client);
    const measurements: Measurement[] = [];
    for (const { rung, title, most } of rungs) {
      await descendTo(client, rung);
      const commands = Math.max(1, Math.round(most * share));
      const result = await storm(client, { commands, mostBytes, atOnce, timeoutMs, known });
      for (const trouble of [...result.wrong, ...result.lost].slice(0, 10))
        process.stderr.write(`${title}: ${trouble}\n`);
      measurements.push(...rowsOf(title, result));
    }
    return measurements;
  } finally {
    await client.stop({ kill: true });
    client.dispose();
  }
}

const rungs = [
  { rung: 'virtio', title: 'the virtio port', most: 10_000 },
  { rung: 'console', title: 'the console', most: 1_000 },
] as const;

function rowsOf(title: string, result: StormResult): Measurement[] {
  const how = `of ${result.commands} on ${title}: random output up to ${mostBytes / 1000} kB, ${atOnce} at once, by hash`;
  const right = result.commands - result.wrong.length - result.lost.length;
  return [
    { name: `right on ${title}`, value: right, unit: 'answers', how },
    { name: `wrong on ${title}`, value: result.wrong.length, unit: 'answers', how },
    { name: `lost on ${title}`, value: result.lost.length, unit: 'answers', how },
    { name: `time on ${title}`, value: result.elapsedMs / 1000, unit: 's', how },
    { name: `rate on ${title}`, value: result.bytes / 1000 / result.elapsedMs, unit: 'MB/s', how },
  ];
}
