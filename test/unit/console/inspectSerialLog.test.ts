import { tmpdir } from 'node:os';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { formatInspection } from '../../../src/core/console/inspection/formatInspection.ts';
import { inspectSerialLog } from '../../../src/core/console/inspection/inspectSerialLog.ts';
import type { SerialLogInspection } from '../../../src/core/console/inspection/serialLogInspection.ts';

const inspect = async (log: string): Promise<SerialLogInspection> =>
  await inspectSerialLog(Readable.from([Buffer.from(log)]) as AsyncIterable<Buffer>);

const boot = 'ISOLINUX 6.04 x\r\n[    0.000000] Linux version 6.1.0\r\nWelcome to Debian!\r\nhost login: root\r\n';

describe('the end of a serial log', () => {
  const ends: readonly (readonly [name: string, log: string, kind: string, sentence: RegExp, line: string])[] = [
    [
      'power down',
      `${boot}# [   9.000000] reboot: Power down\r\n`,
      'powerDown',
      /powered itself down/,
      'reboot: Power down',
    ],
    ['restart', `${boot}[   9.000000] reboot: Restarting system\r\n`, 'restart', /restarted itself/, 'Restarting'],
    ['halt', `${boot}[   9.000000] reboot: System halted\r\n`, 'halt', /halted/, 'System halted'],
    [
      'signal',
      `${boot}$ qemu-system-x86_64: terminating on signal 15 from pid 10411 (/bin/bash)\r\n`,
      'qemuSignal',
      /by signal 15 from pid 10411/,
      '$ qemu-system-x86_64: terminating',
    ],
    [
      'QEMU error',
      "qemu-system-x86_64: -netdev user: Could not set up host forwarding rule 'tcp:127.0.0.1:51997-:22'\r\n",
      'qemuError',
      /Could not set up host forwarding rule/,
      'qemu-system-x86_64: -netdev',
    ],
    [
      'refused power-off',
      `${boot}$ poweroff\r\nCall to PowerOff failed: Interactive authentication required.\r\n$ `,
      'powerOffRefused',
      /refused: Interactive authentication required/,
      'Call to PowerOff failed',
    ],
    [
      'refused power-off, long ago',
      `${boot}Call to PowerOff failed: no.\r\n${'$ echo on and on\r\n'.repeat(40)}`,
      'cutOff',
      /breaks off in the phase login/,
      '$ echo on and on',
    ],
    ['panic', '[    1.0] Kernel panic - not syncing: gone\r\n', 'failed', /Kernel panic: gone/, 'Kernel panic'],
    ['broken off', boot + 'the very last wor', 'cutOff', /breaks off in the phase login/, 'the very last wor'],
    ['no phase', 'hello\r\n', 'cutOff', /shows no boot phase/, 'hello'],
    ['empty', '', 'empty', /holds no text/, ''],
  ];
  for (const [name, log, kind, sentence, line] of ends) {
    it(`knows ${name}`, async () => {
      const { end, bytes } = await inspect(log);
      expect(end.kind).toBe(kind);
      expect(end.sentence).toMatch(sentence);
      expect(end.line).toContain(line);
      expect(bytes).toBe(Buffer.byteLength(log));
      expect(log.slice(end.byteOffset)).toContain(line);
    });
  }

  it('lets a boot that follows take back an end', async () => {
    const { end, boots } = await inspect(`${boot}[   9.000000] reboot: Restarting system\r\n${boot}`);
    expect(boots).toHaveLength(2);
    expect(end.kind).toBe('cutOff');
  });
});

describe('inspecting', () => {
  it('writes the clean text', async () => {
    const text = new PassThrough();
    await inspectSerialLog(
      Readable.from([Buffer.from('\x1b[31mred\x1b[0m\r\n10%\r99%\r\n')]) as AsyncIterable<Buffer>,
      { text },
    );
    expect(String(text.read())).toBe('red\n99%\n');
  });

  it('makes a table that people can read', async () => {
    const table = formatInspection(
      await inspect(
        `${boot}[FAILED] Failed to start Demo.\r\n${boot}[    1.0] Kernel panic - not syncing: gone\r\nlast`,
      ),
    );
    expect(table).toBe(
      [
        'Boot 1 of 2',
        '           0  boot loader',
        '          17  kernel',
        '          53  userspace',
        '          73  login',
        'Boot 2 of 2 (unexpected: nothing had shut the machine down)',
        '         123  boot loader',
        '         140  kernel',
        '         176  userspace',
        '         196  login',
        '         214  failed',
        '',
        'Logins',
        '          73  login prompt on host, answered with root',
        '         196  login prompt on host, answered with root',
        '',
        'Units that failed to start',
        '          91  Demo',
        '',
        'Failures',
        '          91  error: Failed to start Demo',
        '              | [FAILED] Failed to start Demo.',
        '         123  error: The machine started anew although nothing had shut it down',
        '              | [FAILED] Failed to start Demo.',
        '              | ISOLINUX 6.04 x',
        '         214  fatal: Kernel panic: gone',
        '              | [    1.0] Kernel panic - not syncing: gone',
        '              | last',
        '',
        'End',
        '         214  The boot failed: Kernel panic: gone.',
        '              | [    1.0] Kernel panic - not syncing: gone',
        '',
        '262 bytes read. The numbers on the left are byte offsets in the log.',
      ].join('\n'),
    );
  });

  it('says what is wrong with a file that cannot be read', async () => {
    await expect(inspectSerialLog('/nowhere/serial.log')).rejects.toThrow(
      'The serial log /nowhere/serial.log cannot be read: there is no such file.',
    );
    await expect(inspectSerialLog(tmpdir())).rejects.toThrow('it is a folder');
  });

  it('reads a large log with bounded memory', async () => {
    const block = Buffer.from(
      Array.from(
        { length: 3000 },
        (_, index) => `[${String(index).padStart(5)}.000000] usb 1-1: new device ${index}\r\n`,
      ).join(''),
    );
    const blocks = async function* (): AsyncGenerator<Buffer> {
      for (let index = 0; index < 150; index++) yield await Promise.resolve(block);
    };
    const before = process.memoryUsage().rss;
    const { bytes, end } = await inspectSerialLog(blocks());
    expect(bytes).toBe(block.length * 150);
    expect(end.line).toContain('new device 2999');
    expect(process.memoryUsage().rss - before).toBeLessThan(120e6);
  });
});
