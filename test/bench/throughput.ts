import { createHash } from 'node:crypto';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { Measurement } from './measurement.ts';
import { timed } from './statistics.ts';

const megabytes = 50;
/** In another file system than the agent's, which holds the whole answer until it is sent. */
const file = '/dev/shm/bench';

/** A capture of 50 MB of random bytes, checked by its hash. */
export async function throughput(client: VmClient): Promise<Measurement[]> {
  const sum = await text(
    client,
    `head -c ${megabytes}000000 /dev/urandom > ${file}; sha256sum < ${file} | cut -d' ' -f1`,
  );
  const hash = createHash('sha256');
  const elapsedMs = await timed(
    async () =>
      await client.exec({ argv: ['cat', file] }, { timeoutMs: 300_000, onStdout: (data) => void hash.update(data) }),
  );
  if (hash.digest('hex') !== sum.trim()) throw new Error('The capture of 50 MB is not what the guest wrote.');
  await text(client, `rm ${file}`);
  const how = `${megabytes} MB of random bytes, checked by hash`;
  return [{ name: 'a large capture', value: (megabytes * 1000) / elapsedMs, unit: 'MB/s', how }];
}

async function text(client: VmClient, script: string): Promise<string> {
  let all = '';
  await client.exec({ script }, { timeoutMs: 120_000, onStdout: (data) => void (all += data.toString()) });
  return all;
}
