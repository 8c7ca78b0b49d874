import { createHash, randomBytes, randomInt } from 'node:crypto';
import { messageOf } from '../../src/core/common/userError.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';

export interface StormOptions {
  readonly commands: number;
  /** Outputs are from nothing to so many bytes. */
  readonly mostBytes: number;
  readonly atOnce: number;
  readonly timeoutMs: number;
  /** What `bringKnown` has brought into the guest. */
  readonly known: Buffer;
}

export interface StormResult {
  readonly commands: number;
  readonly bytes: number;
  readonly elapsedMs: number;
  /** Answers that were not what the command writes; each in a few words. */
  readonly wrong: readonly string[];
  /** Commands without an answer; each with what was said about it. */
  readonly lost: readonly string[];
}

/** The file in the guest that outputs are cut from. */
const file = '/run/storm';
const mostKnownBytes = 262_144;

/**
 * Many commands with outputs of random length and random exit statuses. What each has to write is known beforehand: a stretch
 * of random bytes that were brought into the guest at the beginning; each answer is held against the host's copy.
 */
export async function storm(client: VmClient, options: StormOptions): Promise<StormResult> {
  const { known } = options;
  const wrong: string[] = [];
  const lost: string[] = [];
  let bytes = 0;
  let started = 0;
  const startedAtMs = performance.now();
  const one = async (): Promise<void> => {
    while (started < options.commands) {
      const wish = makeWish(started++, options);
      const trouble = await check(client, { wish, known, timeoutMs: options.timeoutMs });
      bytes += wish.size;
      if (trouble?.kind === 'wrong') wrong.push(`${wish.script}: ${trouble.text}`);
      if (trouble?.kind === 'lost') lost.push(`${wish.script}: ${trouble.text}`);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, one));
  return { commands: started, bytes, elapsedMs: performance.now() - startedAtMs, wrong, lost };
}

interface Wish {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly exitStatus: number;
  readonly script: string;
}

function makeWish(index: number, { mostBytes, known }: StormOptions): Wish {
  const size = randomInt(4) === 0 ? randomInt(Math.min(mostBytes, 300) + 1) : randomInt(mostBytes + 1);
  const offset = randomInt(known.length - size);
  const exitStatus = randomInt(256);
  const name = `${String(index)}-${randomBytes(4).toString('hex')}`;
  const stretch = `skip=${String(offset)} count=${String(size)} iflag=skip_bytes,count_bytes`;
  const script = `dd if=${file} bs=64k ${stretch} status=none; echo ${name} >&2; exit ${String(exitStatus)}`;
  return { name, offset, size, exitStatus, script };
}

interface Trouble {
  readonly kind: 'wrong' | 'lost';
  readonly text: string;
}

async function check(
  client: VmClient,
  { wish, known, timeoutMs }: { wish: Wish; known: Buffer; timeoutMs: number },
): Promise<Trouble | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  let stderr = '';
  try {
    const answer = await client.exec(
      { script: wish.script },
      {
        timeoutMs,
        onStdout: (data) => {
          hash.update(data);
          size += data.length;
        },
        onStderr: (data) => void (stderr += data.toString()),
      },
    );
    if (answer.timedOut) return { kind: 'lost', text: `timed out with ${String(size)} bytes` };
    const expected = createHash('sha256').update(known.subarray(wish.offset, wish.offset + wish.size));
    const isRight =
      size === wish.size &&
      hash.digest('hex') === expected.digest('hex') &&
      stderr === `${wish.name}\n` &&
      answer.exitStatus === wish.exitStatus;
    if (isRight) return undefined;
    return { kind: 'wrong', text: `${String(size)} bytes, exit status ${String(answer.exitStatus)}, ${stderr}` };
  } catch (error) {
    return { kind: 'lost', text: messageOf(error) };
  }
}

/**
 * Brings random bytes into the guest, that later storms ask for. In pieces, since a script is read by the guest's shell byte
 * by byte; on the console that takes a minute.
 */
export async function bringKnown(client: VmClient, bytes = mostKnownBytes): Promise<Buffer> {
  const known = randomBytes(bytes);
  const pieceBytes = 32_768;
  for (let at = 0; at < known.length; at += pieceBytes) {
    const piece = known
      .subarray(at, at + pieceBytes)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
    const script = `base64 -d ${at === 0 ? '>' : '>>'}${file} <<'END'\n${piece}\nEND`;
    await client.exec({ script }, { timeoutMs: 120_000 });
  }
  return known;
}
