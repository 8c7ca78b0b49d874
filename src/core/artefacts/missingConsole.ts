import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { missingTail } from './missingTail.ts';
import type { RunStart } from '../vm/checkpoint/runStart.ts';
import { consoleByQemu } from './consoleByQemu.ts';

/**
 * What the guest wrote last and serial.log does not have; undefined if that cannot be told. QEMU that ends takes with it the
 * byte for which the socket had no room, and a host that is killed what it had not read: both are in QEMU's own log.
 */
export async function missingConsole(runFolder: string, start: RunStart | null): Promise<Buffer | undefined> {
  // What a saved machine had shown before was not written by this run's QEMU.
  const ownFrom = start?.kind === 'checkpoint' ? start.consoleBytes : 0;
  return await missingTail(read(join(runFolder, 'serial.log'), ownFrom), read(join(runFolder, consoleByQemu), 0));
}

async function* read(file: string, start: number): AsyncGenerator<Buffer> {
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere) yield* createReadStream(file, { start, highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>;
}
