import { expect, test } from 'vitest';
import { LineSplitter } from '../../../src/core/common/lineSplitter.ts';

const check = (name: string, chunks: readonly string[], pieces: readonly string[]): void => {
  test(name, () => {
    const lines = new LineSplitter(8);
    expect(chunks.map((chunk) => lines.push(Buffer.from(chunk)).toString())).toEqual(pieces);
  });
};
check('whole lines at once', ['a\nb\n'], ['a\nb\n']);
check('a line in pieces comes when it is whole', ['a', 'b', '\nc', '\n'], ['', '', 'ab\n', 'c\n']);
check('a character in pieces stays whole', ['ü\n'], ['ü\n']);
check('a line that is too long is left out, whatever its pieces', ['1234', '56789', '\nab\n'], ['', '', 'ab\n']);
check('a long line in one piece, too', ['123456789\nab\n1234567\n'], ['ab\n1234567\n']);
