import { describe, expect, it, test } from 'vitest';
import { readJournalEntry } from '../../../src/core/journal/journalEntry.ts';
import { journalFilter, type JournalWish } from '../../../src/core/journal/journalFilter.ts';
import { journalLine } from '../../../src/core/journal/journalText.ts';

const cursor = 's=1;i=2;b=3;m=4;t=5;x=6';

/** A line as journalctl -o json writes it. */
const line = (fields: Record<string, unknown>): string =>
  JSON.stringify({ __CURSOR: cursor, __REALTIME_TIMESTAMP: '1760231018123456', PRIORITY: '6', ...fields });

describe('an entry of the journal reads', () => {
  const at = '2025-10-12T01:03:38.123Z';
  const cases: readonly (readonly [what: string, fields: Record<string, unknown>, text: string])[] = [
    ['as text', { SYSLOG_IDENTIFIER: 'sshd', _PID: '407', MESSAGE: 'Hello, wörld' }, 'sshd[407]: Hello, wörld'],
    ['without a process: the kernel', { SYSLOG_IDENTIFIER: 'kernel', MESSAGE: 'Linux' }, 'kernel: Linux'],
    ['by the name of its program', { _COMM: 'init', _PID: '1', MESSAGE: 'x' }, 'init[1]: x'],
    ['bytes that are no UTF-8', { SYSLOG_IDENTIFIER: 'a', MESSAGE: [104, 105, 255] }, 'a: hi\ufffd'],
    ['bytes with control characters, made visible', { SYSLOG_IDENTIFIER: 'a', MESSAGE: [27, 91, 50, 74] }, 'a: ␛[2J'],
    ['escape sequences in text, too', { SYSLOG_IDENTIFIER: 'a\u0007', MESSAGE: '\u001b]8;;x\u0007' }, 'a␇: ␛]8;;x␇'],
    ['several lines, indented', { SYSLOG_IDENTIFIER: 'a', MESSAGE: 'one\r\ntwo\n' }, 'a: one\n    two'],
    ['a field that came twice', { SYSLOG_IDENTIFIER: 'a', MESSAGE: ['one', [116, 119, 111]] }, 'a: one\n    two'],
    [
      'a message left out for its length',
      { SYSLOG_IDENTIFIER: 'a', MESSAGE: null },
      'a: (a message too long for the journal’s JSON)',
    ],
  ];
  it.each(cases)('%s', (_what, fields, text) => {
    const entry = readJournalEntry(line(fields));
    expect(entry === undefined ? undefined : journalLine(entry)).toBe(`${at} ${text}`);
  });

  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  it.each([
    ['nothing', ''],
    ['a word', 'x'],
    ['a list', '[]'],
    ['nothing in it', '{}'],
    ['a cursor that is none', '{"__CURSOR":1}'],
    ['no cursor', '{"MESSAGE":"x"}'],
    ['lists without end in its message', `{"__CURSOR":"${cursor}","MESSAGE":${deep}}`],
    ['lists without end elsewhere', `{"__CURSOR":"${cursor}","MESSAGE":"x","OTHER":${deep}}`],
    ['an object', `{"__CURSOR":"${cursor}","MESSAGE":{}}`],
  ])('but not %s', (_what, text) => {
    expect(readJournalEntry(text)).toBeUndefined();
  });

  it('without a time or a priority that makes sense', () => {
    const entry = readJournalEntry(JSON.stringify({ __CURSOR: cursor, MESSAGE: 'x', PRIORITY: '9' }));
    expect(entry).toMatchObject({ at: undefined, priority: undefined, writer: 'unknown' });
  });

  it('with a time that no calendar has, without it', () => {
    const entry = readJournalEntry(line({ __REALTIME_TIMESTAMP: '9999999999999999999', MESSAGE: 'x' }));
    expect(entry === undefined ? undefined : journalLine(entry)).toBe('(no time) unknown: x');
  });
});

describe('a filter', () => {
  const service = { _SYSTEMD_UNIT: 'sshd.service', _PID: '407', PRIORITY: '6' };
  const told = { _SYSTEMD_UNIT: 'init.scope', UNIT: 'sshd.service', _PID: '1', PRIORITY: '3' };
  const forged = { _SYSTEMD_UNIT: 'evil.service', UNIT: 'sshd.service', _PID: '66', PRIORITY: '3' };
  const kernel = { _TRANSPORT: 'kernel', PRIORITY: '4' };
  const all = { service, told, forged, kernel };

  const check = (name: string, wish: JournalWish, wanted: readonly (keyof typeof all)[]): void => {
    test(name, () => {
      const isWanted = journalFilter(wish);
      const passed = Object.entries(all).filter(([, fields]) => {
        const entry = readJournalEntry(line(fields));
        return entry !== undefined && isWanted(entry);
      });
      expect(passed.map(([key]) => key)).toEqual(wanted);
    });
  };
  check('without a wish takes all', {}, ['service', 'told', 'forged', 'kernel']);
  check('takes what a unit wrote and what systemd tells of it, and no one else', { unit: 'sshd' }, ['service', 'told']);
  check('takes a whole name', { unit: 'sshd.service' }, ['service', 'told']);
  check('takes another kind of unit for another', { unit: 'sshd.socket' }, []);
  check('takes a pattern', { unit: 's*' }, ['service', 'told']);
  check('takes nothing of a pattern for more than it says', { unit: 'ssh.' }, []);
  check('takes what is as grave or graver', { priority: 'warning' }, ['told', 'forged', 'kernel']);
  check('takes a number for a priority', { priority: '3' }, ['told', 'forged']);
  check('takes both', { unit: 'sshd', priority: 'err' }, ['told']);

  test('refuses a priority that there is not', () => {
    expect(() => journalFilter({ priority: 'loud' })).toThrow(
      /^--priority expects one of emerg, .*debug or 0 to 7, got "loud"\.$/,
    );
  });
});
