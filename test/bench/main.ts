import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../../src/core/artefacts/formatTable.ts';
import { messageOf } from '../../src/core/common/userError.ts';
import { sampleProfile } from '../../src/core/image/sampleProfile.ts';
import { launchVm } from '../../src/host/launchVm.ts';
import { bootToFirstAnswer } from './bootToFirstAnswer.ts';
import { consoleDrain } from './consoleDrain.ts';
import type { Measurement } from './measurement.ts';
import { probesAgainstFloor } from './probesAgainstFloor.ts';
import { roundTrips } from './roundTrips.ts';
import { throughput } from './throughput.ts';

/** Boots one VM of the sample image and measures everything on it. @param isoPath of the sample image */
async function main(isoPath: string, options: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const client = await launchVm({
    profile: { ...sampleProfile({ isoPath, scenario: 'applied' }), accelerator: 'tcg' },
    image: 'sample: applied',
    capturesFolder: folder,
    graceTimeMs: 60_000,
    client: 'benchmark',
  });
  const measurements: Measurement[] = [];
  try {
    for (const measure of [bootToFirstAnswer, roundTrips, probesAgainstFloor, throughput, consoleDrain]) {
      measurements.push(...(await measure(client)));
    }
  } finally {
    await client.stop({ kill: true });
    client.dispose();
    rmSync(folder, { recursive: true });
  }
  if (options.includes('--json')) process.stdout.write(`${JSON.stringify(measurements, null, 2)}\n`);
  else process.stdout.write(table(measurements));
}

function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, value, unit, how }) => [name, `${value.toPrecision(3)} ${unit}`, how]);
  return `${formatTable(['What', 'Figure', 'How'], rows)}\n`;
}

const [isoPath = '', ...options] = process.argv.slice(2);
main(isoPath, options).catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
