import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Deadline } from '../../common/deadline.ts';
import { acceptOnce } from '../acceptOnce.ts';
import type { QmpClient } from '../qmpClient.ts';
import type { SavedFile } from './checkpoint.ts';
import { migrationEnd } from './migrationEnd.ts';

const saveTimeoutMs = 300_000;
/** QEMU's own limit of 128 MiB/s is meant for networks. */
const maxBandwidth = 64 * 1024 ** 3;

/**
 * Saves a machine that has been stopped: memory, devices, CPUs. QEMU sends them over a unix socket, and this end writes the
 * file. Afterwards QEMU has let go of the disks, so that their files are whole.
 *
 * Errors: with QEMU's own words; the machine can be continued.
 */
export async function saveMemory(options: { qmp: QmpClient; socketPath: string; file: string }): Promise<SavedFile> {
  const { qmp, socketPath, file } = options;
  const deadline = new Deadline('the memory to be saved', saveTimeoutMs);
  const accept = await acceptOnce(socketPath);
  const hash = createHash('sha256');
  let bytes = 0;
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await qmp.execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
    await qmp.execute('migrate-set-parameters', { 'max-bandwidth': maxBandwidth });
    const ended = migrationEnd(qmp, deadline);
    // Where the command itself is refused, nobody waits for the end.
    ended.catch(() => undefined);
    await qmp.execute('migrate', { uri: `unix:${socketPath}` });
    const socket = await deadline.race(accept.connected);
    const written = pipeline(socket, counter, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    // A disk that is full must not leave QEMU waiting for somebody to read.
    written.catch(() => socket.destroy());
    await Promise.all([ended, deadline.race(written)]);
    return { file: basename(file), bytes, sha256: hash.digest('hex') };
  } finally {
    accept.close();
  }
}
