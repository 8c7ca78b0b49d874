import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Deadline } from '../../../../src/core/common/deadline.ts';
import { waitUntil } from '../../../guest/waitUntil.ts';
import { ProgramRun } from '../../../../src/host/terminal/programRun.ts';

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
  return await startProgram('sh', ['-c', script]);
}

async function startProgram(file: string, argv: readonly string[]): Promise<ProgramRun> {
  const onData = (data: Buffer): void => void (seen += data.toString('latin1'));
  return await ProgramRun.start({ file, argv, transcript, folder }, { size: { columns: 91, rows: 33 }, onData });
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
  expect(Buffer.from(seen, 'latin1').toString()).toContain('read hello ä\r\n1\r\n');
  expect(readFileSync(transcript, 'latin1')).toBe(seen);
});

it('ends when it is killed', async () => {
  const run = await start('echo ready; exec sleep 1000');
  run.kill();
  expect(await ended(run)).toBe(128 + 1);
});

it('keeps the last byte of a program that writes a megabyte and ends at once', async () => {
  const numbers = Array.from({ length: 150_000 }, (_, index) => `${String(index + 1)}\r\n`).join('');
  for (let time = 1; time <= 5; time += 1) {
    seen = '';
    rmSync(transcript, { force: true });
    expect(await ended(await start('seq 150000; exit 9'))).toBe(9);
    expect(seen.length).toBe(numbers.length);
    expect(seen).toBe(numbers);
    expect(readFileSync(transcript, 'latin1')).toBe(seen);
  }
});

it('keeps bytes as they are, and nothing of its own', async () => {
  expect(await ended(await start(String.raw`stty -opost; printf '\377\000\033]0;x\007'`))).toBe(0);
  expect(seen).toBe('\xff\0\x1b]0;x\x07');
});

it('tells the signal that ended a program, without a word in its output', async () => {
  expect(await ended(await start('kill -TERM $$'))).toBe(128 + 15);
  expect(seen).toBe('');
});

it('leaves Ctrl-C to the program', async () => {
  const run = await start(`trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done`);
  await waitUntil('the program', 10_000, () =>
    Promise.resolve(seen.includes('ready') ? { found: true } : { saw: seen }),
  );
  run.write('\x03');
  expect(await ended(run)).toBe(5);
  expect(seen).toBe('ready\r\n^Ccaught\r\n');
});

it('says which program is not there', async () => {
  expect(await ended(await startProgram('no-such-program', []))).toBe(127);
  expect(seen).toMatch(/^env: .*no-such-program.*: No such file or directory\r\n$/);
});
