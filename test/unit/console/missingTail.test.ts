import { expect, it } from 'vitest';
import { missingTail } from '../../../src/core/artefacts/missingTail.ts';

async function* inParts(text: string, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += bytes) yield await Promise.resolve(Buffer.from(text.slice(at, at + bytes)));
}

/** However the two are cut into pieces, it is the same. */
async function check(log: string, qemuLog: string, missing: string | undefined): Promise<void> {
  for (const [one, other] of [
    [99, 99],
    [1, 99],
    [99, 1],
    [2, 3],
  ] as const) {
    const tail = await missingTail(inParts(log, one), inParts(qemuLog, other));
    expect(tail?.toString(), `in pieces of ${String(one)} and ${String(other)}`).toBe(missing);
  }
}

it.each([
  ['nothing more', 'boot', 'boot', ''],
  ['what was not drained', 'boot', 'booting', 'ing'],
  ['all, when nothing was drained', '', 'boot', 'boot'],
  ['nothing, when QEMU was killed before it logged its last bytes', 'booting', 'boot', ''],
  ['beyond bytes that QEMU logged twice', 'a boot', 'aa  bboooot, done', ', done'],
  ['beyond a byte that QEMU logged often', 'boot', 'bbbbboot!', '!'],
  ['a real repetition at the end, and perhaps one too many', 'boo', 'booo', 'o'],
])('QEMU’s own log holds %s', async (_what, log, qemuLog, missing) => {
  await check(log, qemuLog, missing);
});

it.each([
  ['another byte', 'boot', 'bolt'],
  ['a byte left out', 'boot', 'bot'],
  ['a gap where the log could not be written', 'bo\0\0', 'booting'],
])('two logs do not fit together with %s', async (_what, log, qemuLog) => {
  await check(log, qemuLog, undefined);
});
