import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { ConsoleRecorder } from '../../../src/host/console/consoleRecorder.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();
let recorder: ConsoleRecorder | undefined;

afterEach(() => recorder?.dispose());

test("a profile's own pattern is a console failure, and its lines are those of serial.txt", async () => {
  const pattern = { pattern: 'disko: gave up after \\d+ tries', title: 'Disko gave up', severity: 'error' as const };
  recorder = ConsoleRecorder.create(temporary.path, {
    title: 'test',
    startedAt: new Date(),
    watch: { patterns: [pattern] },
    onProblem: (text) => {
      throw new Error(text);
    },
  });
  // Some lines have left the screen, some are on it still.
  const before = Array.from({ length: 300 }, (_, index) => `line ${index + 1}\r\n`).join('');
  recorder.push(Buffer.from(`${before}\x1b[31mdisko\x1b[0m: gave up after 3 tries\r\nlogin: `));
  const [failure] = recorder.observer.failures;
  expect(failure).toMatchObject({ kind: 'custom', severity: 'error', title: 'Disko gave up' });
  if (failure === undefined) return;
  const early = recorder.linesOf(failure);
  recorder.end();
  expect(recorder.linesOf(failure)).toEqual(early);
  expect(early).toEqual({ firstLine: 301, lastLine: 301 });
  const lines = (await readFile(`${temporary.path}/serial.txt`, 'utf8')).split('\n');
  expect(lines[early.firstLine - 1]).toBe('disko: gave up after 3 tries');
});
