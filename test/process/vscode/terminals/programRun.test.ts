import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Deadline } from '../../../../src/core/common/deadline.ts';
import { waitUntil } from '../../../guest/waitUntil.ts';
import { ProgramRun } from '../../../../src/vscode/terminals/programRun.ts';

let folder: string;
let transcript: string;
let seen: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  transcript = join(folder, 'transcript.log');
  seen = '';
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function start(script: string): Promise<ProgramRun> {
  const program = { file: 'sh', argv: ['-c', script], transcript };
  return await ProgramRun.start(program, { columns: 91, rows: 33 }, (text) => (seen += text));
}

const ended = async (run: ProgramRun): Promise<number> => await new Deadline('the program', 10_000).race(run.ended);

it('has a terminal of its own, of the size that was asked for, and tells how it ended', async () => {
  expect(await ended(await start('test -t 0 && test -t 1 && stty size; exit 7'))).toBe(7);
  expect(seen).toBe('33 91\r\n');
});

it('keeps all that it writes, and reads what is typed', async () => {
  const run = await start('read line; echo "read $line"; seq 20000; read end; exit 3');
  run.write('hello ä\r');
  await waitUntil('all the numbers', 10_000, () =>
    Promise.resolve(seen.endsWith('\r\n20000\r\n') ? { found: true } : { saw: seen.slice(-30) }),
  );
  run.write('\r');
  expect(await ended(run)).toBe(3);
  expect(seen).toContain('read hello ä\r\n1\r\n');
  expect(readFileSync(transcript, 'utf8')).toBe(seen);
});

it('ends when it is killed', async () => {
  const run = await start('echo ready; exec sleep 1000');
  run.kill();
  expect(await ended(run)).toBe(128 + 1);
});
