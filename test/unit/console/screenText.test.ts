import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import type { ScreenLine } from '../../../src/core/console/screen/screenLine.ts';
import { ScreenText } from '../../../src/core/console/screen/screenText.ts';

const read = (...chunks: readonly (Buffer | string)[]): ScreenLine[] => {
  const screen = new ScreenText();
  const lines: ScreenLine[] = [];
  screen.onLines((more) => lines.push(...more));
  for (const chunk of chunks) screen.push(Buffer.from(chunk));
  screen.end();
  expect(screen.lineCount).toBe(lines.length);
  return lines;
};

const textOf = (...chunks: readonly (Buffer | string)[]): string[] => read(...chunks).map(({ text }) => text);

/** ISOLINUX's menu in small: drawn with cursor moves and line-drawing characters, with a countdown, then drawn anew. */
const menu =
  '\r\nISOLINUX 6.04  Copyright\r\n\x1be\x1b%@\x1b)0\x1b(B\x1b[0;37;40m\x1b[?25l\x1b[2J\x1b[1;1H\x0elqqqqqqqqk' +
  '\x1b[2;1Hx\x0f\x1b[1m Demo   \x1b[0m\x0ex\x1b[3;1Hmqqqqqqqqj\x0f\x1b[34;6HPress [Tab]' +
  '\x1b[33;5HAutomatic boot in \x1b[1m3\x1b[0m seconds...\x1b[33;5HAutomatic boot in \x1b[1m2\x1b[0m seconds...' +
  '\x1b[33;5HAutomatic boot in \x1b[1m1\x1b[0m second... \x1b[1;1H\x0elqqqqqqqqk\x0f\x1b[35;1H' +
  '\x1be\x1b%@\x1b)0\x1b(B\x1b[0;37;40m\x1b[?25l\x1b[2J\x1b[?25h\x1b[35;1H\x1b[0mLoading /boot/bzImage... ok\r\n';

/** systemd's job spinner: each time the cursor goes up again and draws over the line. */
const spinner =
  '[  OK  ] Started A.\r\r\n[*     ] (1 of 2) A start job is running for B (1s / no limit)\r\r\r\n' +
  '\x1bM\r\r\x1b[K[**    ] (1 of 2) A start job is running for B (2s / no limit)\r\r\r\n' +
  '\x1bM\r\r\x1b[K[\x1b[0;32m  OK  \x1b[0m] Finished \x1b[0;1;39mB\x1b[0m.\r\r\n\x1b[K[  OK  ] Started C.\r\r\n';

const sixty = Array.from({ length: 60 }, (_, index) => `line ${index}\r\n`).join('');

const cases: Readonly<Record<string, { readonly bytes: string | Buffer; readonly text: readonly string[] }>> = {
  'plain lines, with and without CR': { bytes: 'a\r\nb\n\r\r\nc  \r\r\n', text: ['a', 'b', '', 'c'] },
  'an unfinished line': { bytes: 'a\r\nhost login: ', text: ['a', 'host login:'] },
  'colours, modes, titles, queries, bells': {
    bytes: '\x1b[0;1;31mred\x1b[0m\x07 \x1b[?2004hx\x1b]0;title\x07y\x1b[6n\x1b[c\x1b(B\x1b[m\r\n',
    text: ['red xy'],
  },
  'UTF-8': { bytes: '● unit…\r\n└─ 漢字 ü\r\n', text: ['● unit…', '└─ 漢字 ü'] },
  'overwritten lines as last seen': {
    bytes: ' 10%\r 50%\r100%\r\nlong text\rshort\x1b[K\r\nabc\b\b\x1b[KX\r\na\tb\r\n',
    text: ['100%', 'short', 'aX', 'a       b'],
  },
  'what is typed and taken back': { bytes: '$ lss\b\x1b[K -l\r\n', text: ['$ ls -l'] },
  'a menu once, with its countdown as last seen': {
    bytes: menu,
    text: [
      '',
      'ISOLINUX 6.04  Copyright',
      '┌────────┐',
      '│ Demo   │',
      '└────────┘',
      '    Automatic boot in 1 second...',
      '     Press [Tab]',
      'Loading /boot/bzImage... ok',
    ].slice(1),
  },
  'a spinner as last seen': {
    bytes: spinner,
    text: ['[  OK  ] Started A.', '[  OK  ] Finished B.', '[  OK  ] Started C.'],
  },
  'what was read before the screen was cleared': {
    bytes: 'one\r\ntwo\r\n\x1b[H\x1b[2Jthree\r\n\x1b[H\x1b[Jfour\r\n\x1bcfive\r\n',
    text: ['one', 'two', 'three', 'four', 'five'],
  },
  'a screen that is only drawn anew': {
    bytes:
      '\x1b[H\x1b[2Jhead\r\nbody\r\ncount 1\r\n\x1b[H\x1b[2Jhead\r\nbody\r\ncount 2\r\n\x1b[H\x1b[2Jhead\r\nbody\r\ncount 3\r\n',
    text: ['head', 'body', 'count 3'],
  },
  'what an editor showed on the alternate screen': {
    bytes: '$ edit\r\n\x1b[?1049h\x1b[1;1Hthe file\r\n~\x1b[?1049l$ done\r\n',
    text: ['the file', '~', '$ edit', '$ done'],
  },
  'characters of several bytes, where an emulator is needed': {
    bytes: 'a\r\n\x1b[1A\x1b[1Bbin/… └─ 漢字\r\n',
    text: ['a', 'bin/… └─ 漢字'],
  },
  'what stands around counts that no screen has': {
    bytes:
      'one\r\n\x1b[2147483647b\x1b[2147483647S\x1b[2147483647T\x1b[2147483647L\x1b[2147483647M\x1b[2147483647Itwo\r\n',
    text: ['one', 'two'],
  },
  'what comes long after a title that never ends': {
    bytes: `\x1b]0;title\r\n${'in the title\r\n'.repeat(30)}one\x1b[1A\x1b[1B\r\ntwo\r\n`,
    text: [...Array.from({ length: 6 }, () => 'in the title'), 'one', 'two'],
  },
  'lines that scrolled, after moves': {
    bytes: `${menu}${sixty}x\x1b[1Ay\r\n`,
    text: ['ISOLINUX 6.04  Copyright', '┌────────┐'],
  },
  'the way a size is asked for': {
    bytes: `${sixty}$ \x1b[6n\x1b[32766;32766H\x1b[6n\x1b[24;3Hecho\r\nnext\r\n\x1b[6n\x1b[32766;32766H\x1b[6n\x1b[!p[    1.0] reboot: Power down\r\n`,
    text: [...sixty.trimEnd().split('\r\n'), '$ echo', 'next', '[    1.0] reboot: Power down'],
  },
};

describe('screen text', () => {
  for (const [name, { bytes, text }] of Object.entries(cases)) {
    it(`keeps ${name}`, () => {
      const result = textOf(bytes);
      expect(result.slice(0, text.length).filter((line, index) => line !== '' || index > 0)).toEqual(text);
      expect(result.join('\n')).not.toMatch(/[\x00-\x08\x0b-\x1f]|lqqq/);
    });
  }

  it('agrees with a terminal that is high enough to hold everything', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const pieces = [
      'word',
      ' ',
      'ü…',
      '\r\n',
      '\r\r\n',
      '\r',
      '\b',
      '\t',
      '\x1b[K',
      '\x1b[1K',
      '\x1b[2K',
      '\x1b[3C',
      '\x1b[2D',
    ];
    pieces.push(
      '\x1b[5G',
      '\x1b[2P',
      '\x1b[1X',
      '\x1b[2@',
      '\x1b[31m',
      '\x1b[0m',
      '\x1b]0;t\x07',
      '\x1b[?25l',
      '\x0f',
      '\x1b[2A',
      '\x1b[1B',
    );
    for (let round = 0; round < 60; round++) {
      let log = '';
      for (let index = 0; index < 120; index++) log += pieces[random(pieces.length - (round % 2) * 2)] ?? '';
      // Fewer lines than a screen has, so that nothing scrolls and moves are the same on both.
      const lines = log.split('\n').slice(0, 20).join('\n');
      const terminal = new Terminal({ cols: 132, rows: 24, allowProposedApi: true, convertEol: true });
      await new Promise<void>((resolve) => terminal.write(Buffer.from(lines), resolve));
      const { normal } = terminal.buffer;
      const shown = Array.from(
        { length: 24 },
        (_, row) => normal.getLine(row)?.translateToString(true).trimEnd() ?? '',
      );
      terminal.dispose();
      // Rows that the cursor only passed over are left out of the text.
      const drawn = (text: readonly string[]): string[] => text.filter((line) => line !== '');
      expect(drawn(textOf(lines)), JSON.stringify(lines)).toEqual(drawn(shown));
    }
  });

  it('knows at which byte each line began to be drawn', () => {
    const screen = new ScreenText();
    const lines: ScreenLine[] = [];
    screen.onLines((more) => lines.push(...more));
    const log = `first\r\n\x1b[31msecond\x1b[0m\r\n${menu}${sixty}${spinner}last\r\n`;
    screen.push(Buffer.from(log));
    screen.end();
    for (const text of ['first', 'line 0', 'line 59', 'last']) {
      const line = lines.findIndex((one) => one.text === text) + 1;
      expect(screen.offsetOfLine(line)).toBe(log.indexOf(text));
      expect(screen.lineOfOffset(log.indexOf(text) + 1)).toBe(line);
    }
    const offsets = lines.map((_, index) => screen.offsetOfLine(index + 1) ?? -1);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  it('shows what is on the screen before it is final', () => {
    const screen = new ScreenText();
    screen.push(Buffer.from('one\r\ntwo\r\nhost login: \x1b[3'));
    expect(screen.lineCount).toBe(0);
    expect(screen.pendingLines().map(({ text }) => text)).toEqual(['one', 'two', 'host login:']);
    screen.push(Buffer.from('1mx\x1b[H\x1b[2Jthree'));
    expect(screen.pendingLines().map(({ text }) => text)).toEqual(['one', 'two', 'host login: x', 'three']);
  });

  it('keeps bytes in order, however often the emulator is needed', () => {
    const screen = new ScreenText();
    const lines: string[] = [];
    screen.onLines((more) => lines.push(...more.map(({ text }) => text)));
    screen.push(Buffer.from('first\r\n'));
    for (let index = 0; index < 200; index++) screen.push(Buffer.from(`${index}\x1b[1A\x1b[1B\r\n`));
    screen.end();
    expect(lines).toEqual(['first', ...Array.from({ length: 200 }, (_, index) => String(index))]);
  });

  it('holds no more than a screen and a line', () => {
    const screen = new ScreenText();
    let lines = 0;
    screen.onLines((more) => (lines += more.length));
    for (let index = 0; index < 50; index++) screen.push(Buffer.alloc(10_000, 'x'));
    expect(lines + screen.pendingLines().length).toBeGreaterThanOrEqual(7);
    screen.push(Buffer.from('\r\n'.repeat(1000)));
    expect(screen.pendingLines().length).toBeLessThan(200);
  });
});

it('a line of carriage returns costs no more than its length', () => {
  expect(textOf(`${'\r'.repeat(65_000)}\x1b[1mx\n`.repeat(20))).toHaveLength(20);
});
