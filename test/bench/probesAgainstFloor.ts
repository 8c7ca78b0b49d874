import { builtInProbes } from '../../src/core/probes/builtInProbes.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { Measurement } from './measurement.ts';
import { median, timed } from './statistics.ts';

const rounds = 5;
const count = 8;

/**
 * Eight probes' commands at once and one after the other, against the same commands run by the guest alone and timed by
 * the guest's own clock: the floor. The three are taken in turn, so that a machine that gets slower slows them all.
 */
export async function probesAgainstFloor(client: VmClient): Promise<Measurement[]> {
  const commands = builtInProbes
    .filter((probe) => probe.id !== 'boot-timing')
    .slice(0, count)
    .map((probe) => probe.command);
  const run = async (script: string): Promise<void> => {
    await client.exec({ script }, { timeoutMs: 60_000 });
  };
  const together: number[] = [];
  const inTurn: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round++) {
    floors.push(await floor(client, commands));
    together.push(await timed(async () => await Promise.all(commands.map(run))));
    inTurn.push(
      await timed(async () => {
        for (const command of commands) await run(command);
      }),
    );
  }
  const how = `median of ${rounds} rounds, ${count} commands of built-in probes`;
  return [
    { name: 'the guest alone (the floor)', value: median(floors), unit: 'ms', how },
    { name: 'probes at once', value: median(together), unit: 'ms', how },
    { name: 'probes one after the other', value: median(inTurn), unit: 'ms', how },
    { name: 'probes at once, against the floor', value: ratio(together, floors), unit: 'times', how },
    { name: 'probes one after the other, against the floor', value: ratio(inTurn, floors), unit: 'times', how },
  ];
}

async function floor(client: VmClient, commands: readonly string[]): Promise<number> {
  const script = [
    'started=$(date +%s%N)',
    ...commands.map((command) => `( ${command}\n) >/dev/null 2>&1 </dev/null`),
    'echo $(( ($(date +%s%N) - started) / 1000 ))',
  ].join('\n');
  let text = '';
  await client.exec({ script }, { timeoutMs: 60_000, onStdout: (data) => void (text += data.toString()) });
  return Number(text) / 1000;
}

const ratio = (one: readonly number[], other: readonly number[]): number =>
  median(one.map((value, index) => value / (other[index] ?? Number.NaN)));
