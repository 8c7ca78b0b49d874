import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { Measurement } from './measurement.ts';
import { descendTo, type Rung } from './rungs.ts';
import { median, quantile, timed } from './statistics.ts';

const count = 100;

/** Empty commands, one after the other, on the rung on which the VM stands. */
export async function roundTrips(client: VmClient): Promise<Measurement[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    times.push(await timed(async () => await client.exec({ script: ':' }, { timeoutMs: 20_000 })));
  }
  const { channel } = client.state;
  const rung = channel.state === 'ready' ? titles[channel.kind] : 'no channel';
  const how = `${count} empty commands, one after the other`;
  return [
    { name: `round trip of an empty command on ${rung}, median`, value: median(times), unit: 'ms', how },
    { name: `round trip of an empty command on ${rung}, 95 %`, value: quantile(times, 0.95), unit: 'ms', how },
  ];
}

/** The same on the rungs below, on the same VM: the guest loses one port after the other. */
export async function roundTripsBelow(client: VmClient): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const rung of ['uart', 'console'] as const) {
    await descendTo(client, rung);
    measurements.push(...(await roundTrips(client)));
  }
  return measurements;
}

const titles: Readonly<Record<Rung, string>> = {
  virtio: 'the virtio port',
  uart: 'the second UART',
  console: 'the console',
};
