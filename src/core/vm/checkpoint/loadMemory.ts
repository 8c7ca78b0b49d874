import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createConnection } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Deadline } from '../../common/deadline.ts';
import type { QmpClient } from '../qmpClient.ts';
import { migrationEnd } from './migrationEnd.ts';

const loadTimeoutMs = 120_000;
const pieceBytes = 1_048_576;

/**
 * Loads a saved machine into a QEMU that was started with `-incoming defer`; it stands still afterwards.
 *
 * Errors: if the file is not what was saved, or QEMU cannot make a machine of it. That machine must not be continued.
 */
export async function loadMemory(options: {
  qmp: QmpClient;
  socketPath: string;
  /** Absolute. */
  file: string;
  sha256: string;
  signal: AbortSignal;
}): Promise<void> {
  const { qmp, socketPath, file, signal } = options;
  const deadline = new Deadline('the memory to be loaded', loadTimeoutMs);
  await qmp.execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
  const ended = migrationEnd(qmp, deadline, signal);
  ended.catch(() => undefined);
  // When the command has been answered, QEMU listens.
  await qmp.execute('migrate-incoming', { uri: `unix:${socketPath}` });
  const socket = createConnection(socketPath);
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      // QEMU works on one piece while this one is summed.
      done(null, chunk);
      hash.update(chunk);
    },
  });
  const sent = pipeline(createReadStream(file, { highWaterMark: pieceBytes }), hashed, socket, { signal });
  try {
    await Promise.all([deadline.race(sent, signal), ended]);
  } finally {
    socket.destroy();
  }
  if (hash.digest('hex') !== options.sha256) throw new Error('its memory is not what was saved');
}
