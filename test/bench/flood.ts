import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Deadline } from '../../src/core/common/deadline.ts';
import { delay } from '../../src/core/common/delay.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { feedConsole } from '../../src/vscode/console/consoleFeed.ts';
import { VmConsoleSource } from '../../src/vscode/console/vmConsoleSource.ts';
import { peakMemoryMib } from '../guest/peakMemory.ts';
import type { Measurement } from './measurement.ts';
import { median, timed } from './statistics.ts';

/** 52,888,896 bytes: what `seq` writes, with the carriage returns of the terminal line. */
const lines = 6_000_000;
const begin = 'the flood begins\r\n';
const end = 'the flood has ended';
const floodTimeoutMs = 900_000;

/** The guest writes 50 MB to its console while a terminal shows it and commands are asked. Fails if a byte is missing. */
export async function flood(client: VmClient): Promise<Measurement[]> {
  const log = join(client.state.runFolder, 'serial.log');
  const closing = new AbortController();
  let shown = '';
  let noticeShownEnd: (atMs: number) => void = () => undefined;
  const shownEnd = new Promise<number>((resolve) => (noticeShownEnd = resolve));
  const write = (text: string): void => {
    shown = (shown + text).slice(-10_000);
    if (shown.includes(end)) noticeShownEnd(performance.now());
  };
  const feeding = feedConsole(
    new VmConsoleSource(client, client.state.runFolder),
    { write, replayed: () => undefined },
    closing.signal,
  );
  const offset = statSync(log).size;
  const startedAtMs = performance.now();
  const script = `dmesg -n 1; { echo the flood begins; seq 1 ${lines}; echo ${end}; } >/dev/ttyS0`;
  const over = new AbortController();
  const roundTripsMs: number[] = [];
  const asking = askUntil(client, over.signal, roundTripsMs);
  await client.exec({ script }, { timeoutMs: floodTimeoutMs });
  over.abort();
  await asking;
  const loggedAtMs = await whenLogged(log, end);
  const seconds = (loggedAtMs - startedAtMs) / 1000;
  const shownAtMs = await new Deadline('the terminal to show the end of the flood', 60_000).race(shownEnd);
  closing.abort();
  await feeding;
  const bytes = await compare(log, offset);
  const how = `${(bytes / 1_000_000).toFixed(1)} MB written to the serial port, whole in serial.log`;
  return [
    { name: 'console under a flood', value: bytes / 1_000_000 / seconds, unit: 'MB/s', how },
    {
      name: 'round trip meanwhile, median',
      value: median(roundTripsMs),
      unit: 'ms',
      how: `${roundTripsMs.length} empty commands`,
    },
    { name: 'round trip meanwhile, longest', value: Math.max(...roundTripsMs), unit: 'ms', how: 'of these' },
    {
      name: 'terminal behind the end of the flood',
      value: Math.max(0, shownAtMs - loggedAtMs) / 1000,
      unit: 's',
      how: 'from the last byte in serial.log to the terminal',
    },
    {
      name: 'memory of the VM host, at most',
      value: peakMemoryMib(client.state.hostPid),
      unit: 'MB',
      how: 'VmHWM, from its start on',
    },
  ];
}

async function askUntil(client: VmClient, over: AbortSignal, roundTripsMs: number[]): Promise<void> {
  while (!over.aborted) {
    roundTripsMs.push(await timed(async () => await client.exec({ script: ':' }, { timeoutMs: 60_000 })));
    await delay(500, over);
  }
}

async function whenLogged(log: string, text: string): Promise<number> {
  const deadline = new Deadline(`"${text}" in serial.log`, 60_000);
  while (!readFileSync(log).subarray(-10_000).includes(text)) {
    await delay(50);
    if (deadline.isOver) throw deadline.error();
  }
  return performance.now();
}

/** Holds serial.log against what the guest wrote; the bytes of the flood. */
async function compare(log: string, offset: number): Promise<number> {
  const wanted = createHash('sha256');
  let bytes = 0;
  for (let line = 1; line <= lines;) {
    let text = '';
    for (; line <= lines && text.length < 1_000_000; line++) text += `${line}\r\n`;
    wanted.update(text);
    bytes += text.length;
  }
  const at = readFileSync(log).indexOf(begin, offset) + begin.length;
  const written = createHash('sha256');
  for await (const data of createReadStream(log, { start: at, end: at + bytes - 1 })) written.update(data as Buffer);
  if (written.digest('hex') !== wanted.digest('hex'))
    throw new Error('serial.log is not what the guest wrote to its console');
  return bytes;
}
