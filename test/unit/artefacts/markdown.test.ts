import { describe, expect, test } from 'vitest';
import { visibleText } from '../../../src/core/common/visibleText.ts';
import { codeSpan } from '../../../src/core/artefacts/markdown/codeSpan.ts';
import { fencedBlock } from '../../../src/core/artefacts/markdown/fencedBlock.ts';
import { fileLink } from '../../../src/core/artefacts/markdown/fileLink.ts';
import { markdownTable } from '../../../src/core/artefacts/markdown/markdownTable.ts';
import { plainText } from '../../../src/core/artefacts/markdown/plainText.ts';
import { hostileTexts } from './hostileTexts.ts';
import { markdownShape, markdownText, markdownTokens } from './markdownViewer.ts';

const texts = hostileTexts(1500);
const oneParagraph = { paragraph_open: 1, inline: 1, paragraph_close: 1 };

describe('whatever a guest writes', () => {
  test('as plain text is one paragraph that reads as it was', () => {
    for (const text of texts) {
      const markdown = `x ${plainText(text)}`;
      expect({ text, markdown, shape: markdownShape(markdown) }).toEqual({ text, markdown, shape: oneParagraph });
      const read = visibleText(`x ${text.trim().replace(/\s+/g, ' ')}`, 'nothing').trim();
      expect(markdownText(markdown).trim()).toBe(read);
    }
  });

  test('as plain text at the beginning of a line is a paragraph still', () => {
    for (const text of texts) {
      const markdown = plainText(text);
      if (markdown !== '') expect({ text, shape: markdownShape(markdown) }).toEqual({ text, shape: oneParagraph });
    }
  });

  test('as a code span is one code span that reads as it was', () => {
    for (const text of texts) {
      const markdown = `${codeSpan(text)} y`;
      expect({ text, shape: markdownShape(markdown) }).toEqual({ text, shape: oneParagraph });
      const spans = markdownTokens(markdown).filter((token) => token.type === 'code_inline');
      expect(spans.map((token) => token.content.trim())).toEqual([visibleText(text, 'nothing').trim()]);
    }
  });

  test('as a fenced block is one block that reads as it was, and what follows is outside', () => {
    for (const text of texts) {
      const markdown = `${fencedBlock(text, 'text')}\n\nafter`;
      expect({ text, shape: markdownShape(markdown) }).toEqual({ text, shape: { ...oneParagraph, fence: 1 } });
      const content = markdownTokens(markdown).find((token) => token.type === 'fence')?.content ?? '';
      const visible = visibleText(text, 'newlinesAndTabs').replace(/\ud800/g, '\ufffd');
      expect(content.replace(/\n$/, '').replace(/\ud800/g, '\ufffd')).toBe(visible.replace(/\n$/, ''));
    }
  });

  test('in a table stays in its cell', () => {
    const shapeOf = (rows: string[][]): Record<string, number> => markdownShape(markdownTable(['a', 'b', 'c'], rows));
    const quiet = shapeOf([['1', '2', '3']]);
    for (const text of texts) {
      const row = [plainText(text), codeSpan(text), 'end'];
      const table = markdownTable(['a', 'b', 'c'], [row]);
      expect({ text, table, shape: markdownShape(table) }).toEqual({ text, table, shape: quiet });
      // The last cell is where it was: nothing before it made a cell more or less.
      const cells = markdownTokens(table).filter((token) => token.type === 'inline');
      expect(cells.at(-1)?.content).toBe('end');
    }
  });
});

test('bars in a table have an odd number of backslashes, which is how GitHub tells an escaped one', () => {
  for (const text of ['|', '\\|', '\\\\|', '\\\\\\|']) {
    for (const cell of [plainText(text), codeSpan(text)]) {
      const row =
        markdownTable(['a'], [[cell]])
          .split('\n')[2]
          ?.slice(1, -1) ?? '';
      for (const { 1: before = '' } of row.matchAll(/(\\*)\|/g)) expect(before.length % 2).toBe(1);
    }
  }
});

test('text without any markup looks in the source as it reads', () => {
  for (const text of [
    'Unit pre_nixos.service failed (exit status 1), 3 of 4.',
    'lan: no lease; 10.0.2.15/24!',
    'a-b + c = d',
    '7.2.22',
    '-x',
  ]) {
    expect(plainText(text)).toBe(text);
  }
  expect(plainText('getty@tty1.service failed')).toBe('`getty@tty1.service` failed');
});

describe('links to files', () => {
  const check = (expected: string, ...link: Parameters<typeof fileLink>): void => {
    test(expected, () => {
      expect(fileLink(...link)).toBe(expected);
    });
  };
  check('[`captures/0001-jobs.txt`](captures/0001-jobs.txt)', 'captures/0001-jobs.txt');
  check('[`serial.log:3-5`](serial.log#L3-L5)', 'serial.log', { firstLine: 3, lastLine: 5 });
  check('[`serial.log:3`](serial.log#L3)', 'serial.log', { firstLine: 3, lastLine: 3 });
  check('[`a b (1).png`](a%20b%20%281%29.png)', 'a b (1).png');
  check('`../../etc/passwd`', '../../etc/passwd');
  check('`/etc/passwd`', '/etc/passwd');
  check('`javascript:alert(1)`', 'javascript:alert(1)');
  check('`a](https://evil.example)`', 'a](https://evil.example)');
});
