import { describe, expect, it } from 'vitest';
import { inspectSerialLog } from '../../../src/core/console/inspection/inspectSerialLog.ts';
import type { SerialLogInspection } from '../../../src/core/console/inspection/serialLogInspection.ts';
import { consoleStories } from './consoleStories.ts';
import { atRandom, everyByte, inTwo, seededRandom } from './splits.ts';

/** Another one: `SPLIT_SEED=7 npm run test:unit`. */
const seed = Number(process.env['SPLIT_SEED'] ?? 1);

async function inspect(chunks: readonly Buffer[]): Promise<SerialLogInspection> {
  const source = async function* (): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  };
  return await inspectSerialLog(source());
}

describe('phases, failures and logins are the same however the bytes come', () => {
  it.each(Object.entries(consoleStories))('%s', async (_name, bytes) => {
    const whole = await inspect([bytes]);
    expect(await inspect(everyByte(bytes))).toEqual(whole);
    // Every byte alone has met every place already.
    const step = Math.ceil(bytes.length / 60);
    for (let at = 1; at < bytes.length; at += step) {
      expect(await inspect(inTwo(bytes, at)), `split at ${at}`).toEqual(whole);
    }
  });

  it('there is something to see in these', async () => {
    const all = await inspect([Buffer.concat(Object.values(consoleStories))]);
    expect(all.boots.length).toBeGreaterThan(1);
    expect(new Set(all.boots.flatMap(({ phases }) => phases.map(({ phase }) => phase))).size).toBeGreaterThan(5);
    expect(new Set(all.failures.map(({ kind }) => kind)).size).toBeGreaterThan(5);
    expect(all.logins.length).toBeGreaterThan(2);
  });

  it('whatever lines, prompts and pieces of them follow each other', async () => {
    const random = seededRandom(seed);
    for (let round = 0; round < 30; round++) {
      const bytes = Buffer.from(Array.from({ length: 150 }, () => pieces[random(pieces.length)] ?? '').join(''));
      const whole = await inspect([bytes]);
      for (const longest of [1, 5, 300]) {
        const chunks = atRandom(bytes, longest, random);
        expect(await inspect(chunks), `SPLIT_SEED=${seed}, round ${round}, up to ${longest} bytes`).toEqual(whole);
      }
    }
  });

  it('a line that is longer than a block', async () => {
    const long = `grub rescue> ${'x'.repeat(70_000)} Kernel panic - not syncing: in a long line`;
    const bytes = Buffer.from(`Welcome to GRUB!\r\n${long}\r\n${'\r\n'.repeat(40_000)}host login: root\r\n`);
    const whole = await inspect([bytes]);
    expect(whole.failures).toHaveLength(1);
    for (const size of [1000, 65_535, 65_536, 65_537, 100_000]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await inspect(chunks), `chunks of ${size} bytes`).toEqual(whole);
    }
  });
});

const pieces = [
  ...[
    'word',
    'x: ',
    ' ',
    '\r\n',
    '\r\n',
    '\r\n',
    '\n',
    '\r',
    '\x1b[31m',
    '\x1b[0m',
    '\x1b[1;1H',
    '\x1b[K',
    '\x1b]0;t',
    '\x07',
    '…',
  ],
  ...[
    'host login: ',
    'host login:',
    'root',
    'Last login: Mon',
    'nixos login: nixos (automatic login)\r\n',
    'Login incorrect\r\n',
  ],
  ...[
    '(initramfs) ',
    'grub rescue> ',
    'grub> ',
    'Press Enter for emergency shell ',
    '(or press Control-D to continue): ',
  ],
  ...[
    'Give root password for maintenance\r\n',
    'You are in emergency mode\r\n',
    'Memtest86+ v6.00',
    'reboot: Power down\r\n',
  ],
  ...[
    'SeaBIOS (version 1)\r\n',
    'ISOLINUX 6.04 x',
    'Welcome to GRUB!\r\n',
    '[    0.000000] Linux version 6.1\r\n',
    '[    1.500000] x',
  ],
  ...[
    '<<< NixOS Stage 1 >>>\r\n',
    'Welcome to Debian!\r\n',
    '[  OK  ] Started A.\r\n',
    '[FAILED] Failed to start B.\r\n',
  ],
  ...[
    '[   12.123456] y\r\n',
    'error: no such device\r\n',
    '[    2.0] Kernel panic - not syncing: gone\r\n',
    '---[ end Kernel panic\r\n',
  ],
  ...[
    '-[ cut here ]-\r\n',
    'WARNING: CPU: 0 PID: 1 at a/b.c:12 foo+0x1\r\n',
    '---[ end trace 0 ]---\r\n',
    '[    3.0] BUG: x\r\n',
  ],
];
