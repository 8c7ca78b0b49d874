import { Deadline } from '../../src/core/common/deadline.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';

/** Reads the console from the first byte until it holds a text. */
export async function readConsoleUntil(client: VmClient, text: string): Promise<string> {
  const deadline = new Deadline(`the console to show ${JSON.stringify(text)}`, 20_000);
  let seen = Buffer.alloc(0);
  while (!seen.includes(text)) {
    deadline.lastSaw = JSON.stringify(seen.toString('latin1').slice(-200));
    const request = client.readConsole({ offset: seen.length, maxBytes: 4096, waitMs: 1_000 });
    seen = Buffer.concat([seen, (await deadline.race(request)).data]);
  }
  return seen.toString('latin1');
}
