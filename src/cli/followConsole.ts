import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Deadline } from '../core/common/deadline.ts';
import type { VmClient } from '../host/client/vmClient.ts';

const maxBytes = 256 * 1024;
const waitMs = 5_000;

interface FollowConsoleOptions {
  /** Byte offset in the console's history to begin at. */
  readonly offset: number;
  readonly signal: AbortSignal;
  /** Takes the next bytes; more are fetched when it settles. */
  readonly take: (data: Buffer) => Promise<void>;
}

/**
 * Hands on the console's bytes, complete and in order, until the console ends or the signal aborts (then without error).
 * Answers with the offset that was reached. If the VM host dies, the rest comes from serial.log.
 */
export async function followConsole(client: VmClient, options: FollowConsoleOptions): Promise<number> {
  const { signal, take } = options;
  let { offset } = options;
  while (!signal.aborted) {
    const piece = await readPiece(client, offset, signal);
    if (piece === 'interrupted') break;
    if (piece === 'hostGone') return await takeRestOfLog(client.state.runFolder, { ...options, offset });
    if (piece.data.length > 0) await take(piece.data);
    else if (piece.ended) break;
    offset += piece.data.length;
  }
  return offset;
}

async function readPiece(
  client: VmClient,
  offset: number,
  signal: AbortSignal,
): Promise<{ readonly data: Buffer; readonly ended: boolean } | 'interrupted' | 'hostGone'> {
  try {
    const deadline = new Deadline('the console', waitMs + 30_000);
    return await deadline.race(client.readConsole({ offset, maxBytes, waitMs }, signal), signal);
  } catch (error) {
    if (signal.aborted) return 'interrupted';
    if (client.isClosed) return 'hostGone';
    throw error;
  }
}

async function takeRestOfLog(runFolder: string, options: FollowConsoleOptions): Promise<number> {
  let { offset } = options;
  for await (const piece of createReadStream(join(runFolder, 'serial.log'), { start: offset })) {
    if (options.signal.aborted) break;
    const data = piece as Buffer;
    await options.take(data);
    offset += data.length;
  }
  return offset;
}
