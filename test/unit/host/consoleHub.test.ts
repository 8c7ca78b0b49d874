import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { ConsoleHub } from '../../../src/host/consoleHub.ts';

const signal = new AbortController().signal;
let folder: string;
let qemu: Socket;
let hub: ConsoleHub;
let close: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-hub-'));
  const path = join(folder, 'console.sock');
  const accepted = new Promise<Socket>((resolve) => {
    const server = createServer(resolve).listen(path, () => (qemu = createConnection(path)));
    close = () => server.close();
  });
  hub = new ConsoleHub(join(folder, 'serial.log'));
  hub.attach(await accepted);
});

afterEach(() => {
  hub.dispose();
  qemu.destroy();
  close();
  rmSync(folder, { recursive: true });
});

async function got(length: number): Promise<void> {
  if (hub.length >= length) return;
  await new Deadline(`${length} bytes of console`, 5_000).event(hub.onData, () => hub.length >= length);
}

describe('ConsoleHub', () => {
  it('takes from serial.log what the socket had not brought when QEMU ended, once', async () => {
    qemu.write('reboot: ');
    await got(8);
    writeFileSync(join(folder, 'serial.log'), 'reboot: Power down\r\n');
    const pieces: string[] = [];
    hub.onData((data) => pieces.push(data.toString()));
    hub.end();
    qemu.write('Power down\r\n');
    const answer = await hub.read({ offset: 0, maxBytes: 100, waitMs: 0 }, signal);
    expect({ text: answer.data.toString(), ended: answer.ended }).toEqual({
      text: 'reboot: Power down\r\n',
      ended: true,
    });
    expect(pieces).toEqual(['Power down\r\n']);
  });

  it('ends with what the socket brought when there is no log', async () => {
    qemu.write('no log');
    await got(6);
    hub.end();
    const answer = await hub.read({ offset: 3, maxBytes: 100, waitMs: 0 }, signal);
    expect({ text: answer.data.toString(), ended: answer.ended }).toEqual({ text: 'log', ended: true });
  });

  it('reads what it no longer holds in memory from serial.log', async () => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefghijk');
    writeFileSync(join(folder, 'serial.log'), bytes);
    qemu.write(bytes);
    await got(bytes.length);
    const answer = await hub.read({ offset: 11, maxBytes: 22, waitMs: 0 }, signal);
    expect(answer.data.toString()).toBe('abcdefghijkabcdefghijk');
  });
});
