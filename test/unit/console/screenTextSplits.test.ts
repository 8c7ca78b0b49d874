import { describe, expect, it } from 'vitest';
import { ScreenText } from '../../../src/core/console/screen/screenText.ts';
import { consoleStories } from './consoleStories.ts';
import { atRandom, everyByte, inTwo, seededRandom } from './splits.ts';

/** Another one: `SPLIT_SEED=7 npm run test:unit`. */
const seed = Number(process.env['SPLIT_SEED'] ?? 1);

/** Every line with the offset that the index knows; `looks`: asks meanwhile for what is on the screen. */
function read(chunks: readonly Buffer[], looks: 'looks' | 'waits' = 'waits'): string[] {
  const screen = new ScreenText();
  const lines: string[] = [];
  screen.onLines((more) => lines.push(...more.map(({ text, byteOffset }) => `${byteOffset} ${text}`)));
  for (const chunk of chunks) {
    screen.push(chunk);
    if (looks === 'looks') screen.pendingLines();
  }
  screen.end();
  return lines.map((line, index) => `${screen.offsetOfLine(index + 1) ?? '?'} ${line}`);
}

describe('the clean text is the same however the bytes come', () => {
  for (const [name, bytes] of Object.entries(consoleStories)) {
    it(name, () => {
      const whole = read([bytes]);
      expect(whole.length).toBeGreaterThan(2);
      expect(read(everyByte(bytes))).toEqual(whole);
      expect(read(everyByte(bytes), 'looks'), 'looked at after every byte').toEqual(whole);
      // Every byte alone has met every place already; two large pieces show what only they do.
      const step = Math.ceil(bytes.length / 60);
      for (let at = 1; at < bytes.length; at += step) {
        expect(read(inTwo(bytes, at)), `split at ${at}`).toEqual(whole);
      }
    });
  }

  it('all of them after each other, and at random', () => {
    const random = seededRandom(seed);
    const names = Object.keys(consoleStories);
    for (let round = 0; round < 8; round++) {
      const order = Array.from({ length: 6 }, () => names[random(names.length)] ?? '');
      const bytes = Buffer.concat(order.map((name) => consoleStories[name] ?? Buffer.alloc(0)));
      const whole = read([bytes]);
      for (const longest of [8, 64, 1024]) {
        const chunks = atRandom(bytes, longest, random);
        const looks = random(2) === 0 ? 'looks' : 'waits';
        expect(read(chunks, looks), `SPLIT_SEED=${seed}, round ${round}, up to ${longest} bytes`).toEqual(whole);
      }
    }
  });

  it('whatever sequences follow each other', () => {
    const random = seededRandom(seed);
    for (let round = 0; round < 20; round++) {
      const bytes = Buffer.concat(Array.from({ length: 200 }, () => pieces[random(pieces.length)] ?? Buffer.alloc(0)));
      const whole = read([bytes]);
      for (const longest of [1, 5, 300]) {
        const chunks = atRandom(bytes, longest, random);
        expect(read(chunks), `SPLIT_SEED=${seed}, round ${round}, up to ${longest} bytes`).toEqual(whole);
      }
    }
  });
});

const sequences =
  'K 2K 3C 2D 5G 2P 1X 2@ 31m 0m ?25l 2A 1B H 2J J 3J 1;1H 33;5H 999;1H 32766;32766H 24;3H 6n ?1049h ?1049l ?47h ?47l 2;10r r' +
  " 2L 2M 3S 2T 5b 2147483647b 2e 4h 4l ?7l ?7h ?6h ?6l 1 !p 3g s u 2'} 2147483647T";
const pieces = [
  ...[
    'word',
    ' ',
    'ü…',
    '漢字',
    '\r\n',
    '\r\n',
    '\r\n',
    '\r\r\n',
    '\n',
    '\r',
    '\b',
    '\t',
    'x'.repeat(140),
    'long '.repeat(60),
  ],
  ...sequences.split(' ').map((sequence) => `\x1b[${sequence}`),
  ...[
    '\x1b]0;t\x07',
    '\x1b]0;open',
    '\x1bP$q',
    '\x1b\\',
    '\x18',
    '\x0e',
    '\x0f',
    '\x0b',
    '\x0c',
    '\x1b)0',
    '\x1b(0',
    '\x1b(B',
  ],
  ...['\x1bM', '\x1bD', '\x1bE', '\x1b7', '\x1b8', '\x1bc', '\x1bH', '\x1b', `\x1b[${'0'.repeat(80)}1A`],
]
  .map((text) => Buffer.from(text))
  .concat(['\xff', '\x80', '\xe2', '\xf0\x9f', '\x84', '\x85'].map((text) => Buffer.from(text, 'latin1')));
