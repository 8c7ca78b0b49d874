import { describe, expect, it } from 'vitest';
import { StreamDecoder } from '../../../src/core/guest/streamDecoder.ts';

const names = { token: 'f00d', id: 'a1' };

/** What comes out when the bytes come in chunks of a size. */
function decode(text: string, chunkSize: number): string {
  let seen = '';
  const decoder = new StreamDecoder(names, {
    onStart: () => (seen += '<'),
    onData: (data) => (seen += data.toString('latin1')),
    onEnd: () => (seen += '>'),
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += chunkSize) decoder.push(bytes.subarray(at, at + chunkSize));
  return seen;
}

describe.each([1, 2, 3, 7, 1000])('a stream in chunks of %d bytes', (chunkSize) => {
  it.each([
    ['is what stands between its two lines', 'f00d B a1\none\ntwo\u0001f00d E a1\n', '<one\ntwo>'],
    ['may be empty', 'f00d B a1\n\u0001f00d E a1\n', '<>'],
    ['starts behind what an earlier one left', 'old\n\u0001f00d E a0\nf00d B a1\nnew\u0001f00d E a1\n', '<new>'],
    [
      'holds lines of other streams as output',
      'f00d B a1\n\u0001f00d E a0\nf00d B a1\n\u0001f00d E a1\nx',
      '<\u0001f00d E a0\nf00d B a1\n>',
    ],
    ['holds back no text that has not ended yet', 'f00d B a1\nend f00d', '<end f00d'],
    ['lets out what only looked like its end', 'f00d B a1\nx\u0001f00d y', '<x\u0001f00d y'],
  ])('%s', (_title, text, expected) => {
    expect(decode(text, chunkSize)).toBe(expected);
  });
});
