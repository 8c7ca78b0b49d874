import type { VmClient } from '../../src/host/vmClient.ts';
import type { Measurement } from './measurement.ts';
import { median, quantile, timed } from './statistics.ts';

const count = 100;

/** Empty commands, one after the other. */
export async function roundTrips(client: VmClient): Promise<Measurement[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    times.push(await timed(async () => await client.exec({ script: ':' }, { timeoutMs: 20_000 })));
  }
  const how = `${count} empty commands, one after the other`;
  return [
    { name: 'round trip of an empty command, median', value: median(times), unit: 'ms', how },
    { name: 'round trip of an empty command, 95 %', value: quantile(times, 0.95), unit: 'ms', how },
  ];
}
