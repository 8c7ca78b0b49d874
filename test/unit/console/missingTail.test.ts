import { expect, it } from 'vitest';
import { missingTail } from '../../../src/core/console/missingTail.ts';

it.each([
  ['nothing more', 'boot', 'boot', ''],
  ['what was not drained', 'boot', 'booting', 'ing'],
  ['all, when nothing was drained', '', 'boot', 'boot'],
  ['nothing, when QEMU was killed before it logged its last bytes', 'booting', 'boot', ''],
  ['beyond bytes that QEMU logged twice', 'a boot', 'aa  bboooot, done', ', done'],
  ['beyond a byte that QEMU logged often', 'boot', 'bbbbboot!', '!'],
  ['a real repetition at the end, and perhaps one too many', 'boo', 'booo', 'o'],
])('QEMU’s own log holds %s', (_what, log, qemuLog, missing) => {
  expect(missingTail(Buffer.from(log), Buffer.from(qemuLog))?.toString()).toBe(missing);
});

it.each([
  ['another byte', 'boot', 'bolt'],
  ['a byte left out', 'boot', 'bot'],
  ['a gap where the log could not be written', 'bo\0\0', 'booting'],
])('two logs do not fit together with %s', (_what, log, qemuLog) => {
  expect(missingTail(Buffer.from(log), Buffer.from(qemuLog))).toBeUndefined();
});
