import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { inspectSerialLog } from '../../src/core/console/inspection/inspectSerialLog.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import type { Measurement } from './measurement.ts';
import { timed } from './statistics.ts';

const bytes = 100_000_000;

/** `inspect` on this run's own console, repeated to 100 MB. */
export async function inspectSpeed(client: VmClient): Promise<Measurement[]> {
  return await inspectRepeated(join(client.state.runFolder, 'serial.log'));
}

/** `inspect` on any log, repeated to 100 MB, against plain reading of the same file. */
async function inspectRepeated(log: string): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  try {
    const file = join(folder, 'serial.log');
    const once = readFileSync(log);
    writeFileSync(file, Buffer.concat(Array.from({ length: Math.ceil(bytes / once.length) }, () => once)));
    const plainMs = await timed(async () => {
      let read = 0;
      for await (const data of createReadStream(file, { highWaterMark: 262_144 })) read += (data as Buffer).length;
      if (read < bytes) throw new Error(`${file} is too short`);
    });
    const inspectMs = await timed(async () => await inspectSerialLog(file));
    const nowhere = new Writable({ write: (_data, _encoding, done) => done() });
    const textMs = await timed(async () => await inspectSerialLog(file, { text: nowhere }));
    const speed = (milliseconds: number): number => bytes / 1000 / milliseconds;
    const how = `100 MB of the console of this run; plain reading ${speed(plainMs).toFixed(0)} MB/s`;
    return [
      { name: 'inspect', value: speed(inspectMs), unit: 'MB/s', how },
      { name: 'inspect, against plain reading', value: inspectMs / plainMs, unit: 'times', how },
      { name: 'inspect with clean text', value: speed(textMs), unit: 'MB/s', how },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
