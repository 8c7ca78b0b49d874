import type { VmClient } from '../../src/host/client/vmClient.ts';
import { Deadline } from '../../src/core/common/deadline.ts';
import type { Measurement } from './measurement.ts';

const bytes = 5_000_000;
const end = 'end of the flood';

/** The guest writes 5 MB to its console; a client follows it to the last byte. */
export async function consoleDrain(client: VmClient): Promise<Measurement[]> {
  let offset = client.state.consoleBytes;
  const startedAtMs = performance.now();
  const startedAt = offset;
  const script = `head -c ${bytes} /dev/zero | tr '\\0' x >/dev/ttyS0; echo '${end}' >/dev/ttyS0`;
  const flood = client.exec({ script }, { timeoutMs: 300_000 });
  const deadline = new Deadline('the end of the flood on the console', 300_000);
  for (let tail = ''; !tail.includes(end);) {
    const { data } = await deadline.race(client.readConsole({ offset, maxBytes: 1_048_576, waitMs: 5_000 }));
    offset += data.length;
    tail = (tail + data.toString('latin1')).slice(-100);
    deadline.lastSaw = `${offset - startedAt} bytes`;
  }
  const elapsedMs = performance.now() - startedAtMs;
  await flood;
  const how = `${bytes / 1_000_000} MB written to the serial port, followed to the last byte`;
  return [{ name: 'console followed', value: (offset - startedAt) / 1000 / elapsedMs, unit: 'MB/s', how }];
}
