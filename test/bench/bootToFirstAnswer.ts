import { Deadline } from '../../src/core/common/deadline.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { Measurement } from './measurement.ts';

/** The first thing that the sample's shell writes is this prompt. */
const prompt = 'nixos@nixos';

/** From the launch to the channel, and from the first byte of the shell's prompt to the channel's first answer. */
export async function bootToFirstAnswer(client: VmClient): Promise<Measurement[]> {
  const launchedAtMs = performance.now();
  const promptAtMs = firstPrompt(client);
  await client.exec({ script: ':' }, { timeoutMs: 300_000 });
  const answeredAtMs = performance.now();
  return [
    { name: 'launch to the first answer', value: (answeredAtMs - launchedAtMs) / 1000, unit: 's', how: 'once, cold' },
    {
      name: "the shell's first byte to the first answer",
      value: (answeredAtMs - (await promptAtMs)) / 1000,
      unit: 's',
      how: 'once: login, becoming root, starting the agent, one command',
    },
  ];
}

async function firstPrompt(client: VmClient): Promise<number> {
  const deadline = new Deadline("the shell's prompt", 300_000);
  let offset = 0;
  for (let tail = ''; ;) {
    const { data } = await deadline.race(client.readConsole({ offset, maxBytes: 65_536, waitMs: 5_000 }));
    offset += data.length;
    tail = (tail + data.toString('latin1')).slice(-4_096);
    if (tail.includes(prompt)) return performance.now();
  }
}
