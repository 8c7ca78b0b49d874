import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { ConsoleHub } from '../../../src/host/console/consoleHub.ts';

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
  it('writes every byte to serial.log as it comes, and has them all when QEMU has closed the console', async () => {
    qemu.write('reboot: ');
    await got(8);
    expect(readFileSync(join(folder, 'serial.log'), 'utf8')).toBe('reboot: ');
    qemu.end('Power down\r\n');
    await new Deadline('the console to be drained', 5_000).race(hub.drained);
    hub.end();
    const answer = await hub.read({ offset: 0, maxBytes: 100, waitMs: 0 }, signal);
    expect({ text: answer.data.toString(), ended: answer.ended }).toEqual({
      text: 'reboot: Power down\r\n',
      ended: true,
    });
    expect(readFileSync(join(folder, 'serial.log'), 'utf8')).toBe('reboot: Power down\r\n');
  });

  it("holds a person's keys back while automation types, and delivers them afterwards", async () => {
    const typed: Buffer[] = [];
    qemu.on('data', (data) => typed.push(data));
    const automation = hub.automation();
    automation.write('automation ');
    hub.write(Buffer.from('person '));
    automation.write('again ');
    expect(hub.isAutomationTyping).toBe(true);
    automation.dispose();
    hub.write(Buffer.from('later'));
    await new Deadline('the keys', 5_000).race(
      new Promise<void>((resolve) => {
        qemu.on('data', () => {
          if (Buffer.concat(typed).includes('later')) resolve();
        });
      }),
    );
    expect(Buffer.concat(typed).toString()).toBe('automation again person later');
  });

  it("holds a terminal's answers back too, and takes none of them for a person's key", async () => {
    const typed: Buffer[] = [];
    const told: string[] = [];
    hub.onKeys(() => told.push('key'));
    hub.onKeysHeld(() => told.push('held'));
    const deadline = new Deadline('what was held', 60_000);
    const all = new Promise<void>((resolve) => {
      qemu.on('data', (data) => {
        typed.push(data);
        if (Buffer.concat(typed).includes('last')) resolve();
      });
    });
    hub.write(Buffer.from('\x1b[1;1R'));
    const automation = hub.automation();
    automation.write('automation ');
    hub.write(Buffer.from('\x1b[24;80R'));
    automation.write('again ');
    expect(told).toEqual([]);
    hub.write(Buffer.from('ü\x1b[0n'));
    expect(told).toEqual(['key', 'held']);
    automation.dispose();
    hub.write(Buffer.from('last'));
    await deadline.race(all);
    expect(Buffer.concat(typed).toString()).toBe('\x1b[1;1Rautomation again \x1b[24;80Rü\x1b[0nlast');
  });

  it('reads what it no longer holds in memory from serial.log', async () => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefghijk');
    qemu.write(bytes);
    await got(bytes.length);
    const answer = await hub.read({ offset: 11, maxBytes: 22, waitMs: 0 }, signal);
    expect(answer.data.toString()).toBe('abcdefghijkabcdefghijk');
  });

  it('shows what is decided on as it comes, and has every byte in serial.log', async () => {
    qemu.write('$ ');
    await got(2);
    const hold = hub.view.hold();
    const subscription = hub.onData((data) =>
      data.includes('frame') ? hold.hide(data.length) : hold.show(data.length),
    );
    for (const text of ['frame', 'message', 'frame']) {
      const before = hub.length;
      qemu.write(text);
      await got(before + text.length);
    }
    subscription.dispose();
    qemu.write('undecided');
    await got(28);
    const seen = async (): Promise<string> => {
      const { data } = await hub.read({ offset: 0, maxBytes: 100, waitMs: 0 }, signal);
      return data.toString().replaceAll('\0', '.');
    };
    expect(await seen()).toBe('$ .....message.....');
    hold.dispose();
    expect(await seen()).toBe('$ .....message.....undecided');
    expect(readFileSync(join(folder, 'serial.log'), 'utf8')).toBe('$ framemessageframeundecided');
  });
});
