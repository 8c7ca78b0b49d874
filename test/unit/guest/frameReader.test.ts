import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../../src/core/guest/inband/frameReader.ts';

const code = 'QUJD'.repeat(30);

/** What is shown and which frames are found, for every way of cutting the stream in two and into single bytes. */
function read(stream: string): { shown: string; frames: string[]; torn: number } {
  const readCut = (chunks: readonly string[]): { shown: string; frames: string[]; torn: number } => {
    const result = { shown: '', frames: [] as string[], torn: 0 };
    let decided = 0;
    const reader = new FrameReader('abc', {
      frame: (words) => result.frames.push(words.join(' ')),
      mended: (words) => result.frames.push(`mended ${words.join(' ').replaceAll(code, 'CODE ')}`),
      torn: () => result.torn++,
      show: (bytes) => {
        result.shown += bytes;
        decided += bytes.length;
      },
      hide: (bytes) => (decided += bytes.length),
    });
    for (const chunk of chunks) reader.push(Buffer.from(chunk, 'latin1'));
    reader.end();
    expect(decided).toBe(stream.length);
    return result;
  };
  const whole = readCut([stream]);
  expect(readCut(stream.split(/(?:)/))).toEqual(whole);
  for (let at = 1; at < stream.length; at++) expect(readCut([stream.slice(0, at), stream.slice(at)])).toEqual(whole);
  return whole;
}

describe('the frames of a session on the console', () => {
  it.each([
    ['alone', '~bivm:abc:w:1~\r\n', { shown: '', frames: ['w 1'], torn: 0 }],
    ['behind a prompt', '$ ~bivm:abc:w:1~\r\nmore', { shown: '$ more', frames: ['w 1'], torn: 0 }],
    ['without their newline', '~bivm:abc:a:1:2~~bivm:abc:w:1~', { shown: '', frames: ['a 1 2', 'w 1'], torn: 0 }],
    ['of another session', '~bivm:abd:w:1~\r\n', { shown: '~bivm:abd:w:1~\r\n', frames: [], torn: 0 }],
    [
      'with a kernel message inside',
      `~bivm:abc:p:1:${code}[  1.5] usb 1-1: new\r\n${code}:77~\r\n$ `,
      { shown: '[  1.5] usb 1-1: new\r\n$ ', frames: ['mended p 1 CODE CODE  77'], torn: 0 },
    ],
    [
      'with a short part behind a kernel message',
      `~bivm:abc:p:1:${code}[  1.5] usb 1-1: new\r\nRVZB[  1.6] usb 1-2: new\r\n${code}:77~\r\n$ `,
      {
        shown: '[  1.5] usb 1-1: new\r\nRVZB[  1.6] usb 1-2: new\r\n$ ',
        frames: ['mended p 1 CODE RVZBCODE  77'],
        torn: 0,
      },
    ],
    [
      'with two messages inside, one torn by the other',
      `~bivm:abc:p:1:${code}[  1.5] usb\r\n[  1.6] usb2\r\n${code}\r\nBroadcast message\r\n${code}~\r\n$ `,
      {
        shown: '[  1.5] usb\r\n[  1.6] usb2\r\n\r\nBroadcast message\r\n$ ',
        frames: ['mended p 1 CODE CODE CODE '],
        torn: 0,
      },
    ],
    [
      'with a message inside that no newline ends',
      `~bivm:abc:p:1:${code}\x07 typed ${code}:77~\r\n$ `,
      { shown: '\x07 typed $ ', frames: [], torn: 1 },
    ],
    [
      'with the end lost, and another frame behind',
      `~bivm:abc:p:1:${code}\x07~bivm:abc:w:2~\r\n`,
      { shown: '\x07', frames: ['w 2'], torn: 1 },
    ],
    [
      'torn in the middle of the nonce',
      `~bivm:ab[  1.5] usb 1-1: new\r\nc:p:1:${code}:77~\r\n$ `,
      { shown: '[  1.5] usb 1-1: new\r\n$ ', frames: [], torn: 1 },
    ],
    [
      'torn before the nonce',
      `$ ~biv[  1.5] usb 1-1: new\r\nm:abc:p:1:${code}:77~\r\n~bivm:abc:w:2~\r\n$ `,
      { shown: '$ ~biv[  1.5] usb 1-1: new\r\nm:$ ', frames: ['w 2'], torn: 1 },
    ],
    [
      'torn behind the nonce',
      `~bivm:abc[  1.5] usb 1-1: new\r\n:p:1:${code}:77~\r\n$ `,
      { shown: '[  1.5] usb 1-1: new\r\n$ ', frames: [], torn: 1 },
    ],
    [
      'ended by a panic',
      `~bivm:abc:p:1:${code}[  9.9] Kernel panic - not syncing: x\r\n[  9.9] CPU: 0\r\n`,
      { shown: '[  9.9] Kernel panic - not syncing: x\r\n[  9.9] CPU: 0\r\n', frames: [], torn: 1 },
    ],
  ])('%s', (_title, stream, expected) => {
    expect(read(stream)).toEqual(expected);
  });
});

it.each([
  ['the beginning of a frame', '~bivm:abc:p:1:'],
  ['a torn frame', `~bivm:abc:p:1:${code}[ 1.0] `],
])('a flood without an end behind %s is shown, and nothing of it is kept', (_title, start) => {
  let shown = 0;
  const reader = new FrameReader('abc', {
    frame: () => undefined,
    mended: () => undefined,
    torn: () => undefined,
    show: (bytes) => (shown += bytes.length),
    hide: () => undefined,
  });
  reader.push(Buffer.from(start));
  const flood = Buffer.alloc(65_536, 'x ');
  const solid = Buffer.alloc(65_536, 'x');
  for (let count = 0; count < 100; count++) reader.push(count % 2 === 0 ? solid : flood);
  expect(shown).toBeGreaterThan(40 * 65_536);
});
