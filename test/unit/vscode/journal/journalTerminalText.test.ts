import { expect, test } from 'vitest';
import { readJournalEntry } from '../../../../src/core/journal/journalEntry.ts';
import { journalTerminalText } from '../../../../src/vscode/journal/journalTerminalText.ts';

function shown(fields: Record<string, unknown>): string {
  const common = { __CURSOR: 's=1', __REALTIME_TIMESTAMP: '1760231018123456', SYSLOG_IDENTIFIER: 'sshd', _PID: '407' };
  const entry = readJournalEntry(JSON.stringify({ ...common, ...fields }));
  if (entry === undefined) throw new Error('That is no entry.');
  return journalTerminalText(entry);
}

const time = '\u001b[2m01:03:38.123\u001b[0m ';

test.each([
  ['2', '\u001b[1;31mCRIT  '],
  ['3', '\u001b[31mERR   '],
  ['4', '\u001b[33mWARN  '],
  ['5', '\u001b[1mNOTICE'],
  ['6', 'INFO  '],
  ['7', '\u001b[2mDEBUG '],
])('priority %s has a colour, and a word beside it for whoever sees none', (priority, word) => {
  expect(shown({ PRIORITY: priority, MESSAGE: 'x' })).toBe(`${time}${word} sshd[407]: x\u001b[0m\r\n`);
});

test('an entry without a priority is information', () => {
  expect(shown({ MESSAGE: 'x' })).toContain('INFO');
});

test('lines begin at the left of the terminal, and escape sequences of the guest do nothing', () => {
  expect(shown({ PRIORITY: '6', MESSAGE: 'one\ntwo\u001b[2J' })).toBe(
    `${time}INFO   sshd[407]: one\r\n    two␛[2J\u001b[0m\r\n`,
  );
});
