import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from '../../src/core/artefacts/formatTable.ts';
import { messageOf } from '../../src/core/common/userError.ts';
import type { Profile } from '../../src/core/image/profile/profile.ts';
import { sampleProfile } from '../../src/core/image/profile/sampleProfile.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { launchSample } from './launchSample.ts';
import { bootToFirstAnswer } from './bootToFirstAnswer.ts';
import { consoleDrain } from './consoleDrain.ts';
import { flood } from './flood.ts';
import { inspectSpeed } from './inspectSpeed.ts';
import type { Measurement } from './measurement.ts';
import { probesAgainstFloor } from './probesAgainstFloor.ts';
import { roundTrips, roundTripsBelow } from './roundTrips.ts';
import { stormOnRungs } from './stormOnRungs.ts';
import { throughput } from './throughput.ts';
import { warmLaunch } from './warmLaunch.ts';

const usage = 'bench [--warm [--runs N] | --storm [--share N] | --flood] [--json]\n';

/** @param isoPath of the sample image */
async function main(isoPath: string, words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      warm: { type: 'boolean' },
      runs: { type: 'string' },
      storm: { type: 'boolean' },
      share: { type: 'string' },
      flood: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const scenario = values.storm === true ? 'noisy' : 'applied';
  const profile: Profile = { ...sampleProfile({ isoPath, scenario }), accelerator: 'tcg' };
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  // Checkpoints of these launches are nobody else's, and none of another launch is used.
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
  try {
    const measures = values.flood === true ? [flood] : usual;
    const measurements =
      values.warm === true
        ? await warmLaunch(profile, folder, Number(values.runs ?? 5))
        : values.storm === true
          ? await stormOnRungs(profile, folder, shareOf(values.share))
          : await oneVm(profile, folder, measures);
    process.stdout.write(values.json === true ? `${JSON.stringify(measurements, null, 2)}\n` : table(measurements));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shareOf(text = '1'): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw new TypeError(`--share expects a part of the whole, above 0 and up to 1, got "${text}".`);
}

type Measure = (client: VmClient) => Promise<Measurement[]>;

const usual: readonly Measure[] = [
  bootToFirstAnswer,
  roundTrips,
  probesAgainstFloor,
  throughput,
  consoleDrain,
  inspectSpeed,
  roundTripsBelow,
];

/** Boots one VM and measures everything on it. */
async function oneVm(profile: Profile, capturesFolder: string, measures: readonly Measure[]): Promise<Measurement[]> {
  const client = await launchSample(profile, capturesFolder);
  try {
    const measurements: Measurement[] = [];
    for (const measure of measures) measurements.push(...(await measure(client)));
    return measurements;
  } finally {
    await client.stop({ kill: true });
    client.dispose();
  }
}

function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, value, unit, how }) => [
    name,
    `${unit === 'answers' ? value : value.toPrecision(3)} ${unit}`,
    how,
  ]);
  return `${formatTable(['What', 'Figure', 'How'], rows)}\n`;
}

const [isoPath = '', ...words] = process.argv.slice(2);
main(isoPath, words).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n${error instanceof TypeError ? usage : ''}`);
  process.exitCode = 1;
});
