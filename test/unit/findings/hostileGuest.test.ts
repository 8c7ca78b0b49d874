import { describe, expect, test } from 'vitest';
import { builtInProbes } from '../../../src/core/probes/builtInProbes.ts';
import { hostileTexts } from '../artefacts/hostileTexts.ts';
import { factsOf } from './factsOf.ts';
import { findingsOf } from './findingsOf.ts';

const ids = builtInProbes.map(({ id }) => id);
const allSay = (text: string): ReturnType<typeof factsOf> => factsOf(Object.fromEntries(ids.map((id) => [id, text])));

test('whatever a guest writes, no rule stumbles over it', () => {
  for (const text of hostileTexts(200)) findingsOf(allSay(text));
});

test('whatever a guest makes of the values of the readings, no rule stumbles over it', () => {
  const values = [
    null,
    [],
    {},
    [null],
    ['x'],
    { blockdevices: 'x' },
    [{ ifname: 5 }],
    { STATE: [] },
    '__proto__',
    7,
    true,
  ];
  for (const value of values) {
    findingsOf(factsOf(Object.fromEntries(ids.map((id) => [id, { text: 'x\n', value }]))));
  }
});

describe('a megabyte of one thing in every answer takes no rule long', () => {
  const bytes = 1024 * 1024;
  const things = ['\n', ' ', ' \n', 'a', '1 ', '=', '\t\r\n', 'State: ', '└─1 '];
  test.each(things)(
    '%j',
    (thing) => {
      const text = thing.repeat(bytes / thing.length);
      const facts = allSay(text);
      const before = performance.now();
      findingsOf(facts);
      expect(performance.now() - before).toBeLessThan(10_000);
    },
    60_000,
  );
});

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('');

// Each of them takes minutes where the work grows with the square of the length.
describe('a megabyte made to be slow takes no rule long', () => {
  const texts: Readonly<Record<string, string>> = {
    'a line that a pattern begins to match everywhere': 'DHCPv4'.repeat(175_000),
    jobs: `JOB UNIT TYPE STATE\n${rows(45_000, (n) => `${n} u${n} start waiting\n`)}`,
    'jobs that wait for each other':
      `1 u0 start running\n${rows(12_000, (n) => `${n + 2} u${n + 1} start waiting\nwaiting for job ${n + 1} (u${n}/start)\n`)}\n` +
      'Processes of u0:\n 300 1 S systemctl start u1900.service\n',
    'relations of one job': `1 a start waiting\n${rows(25_000, (n) => `waiting for job 9 (u${n}/start)\n`)}`,
    'processes that wait':
      `1 a.service start running\n2 b.service start running\n3 c.service start waiting\n\nProcesses of a.service:\n` +
      rows(20_000, (n) => `${n} 1 S systemctl start b c x${n}\n`),
    'units that failed': rows(20_000, (n) => `Id=u${n}.service\nActiveState=failed\nNRestarts=9\n\n`),
    'journals of units': rows(
      12_000,
      (n) => `Id=u${n}.service\nActiveState=failed\nNRestarts=9\n\nJournal of u${n}.service:\nx\n\n`,
    ),
  };
  test.each(Object.entries(texts))(
    '%s',
    (_name, text) => {
      findingsOf(allSay(text));
    },
    60_000,
  );

  test('addresses and links', () => {
    const links = Array.from({ length: 20_000 }, (_, n) => ({
      ifindex: n,
      ifname: `lan${n}`,
      link_type: 'ether',
      flags: ['NO-CARRIER'],
      addr_info: [{ local: `10.0.${n}` }],
    }));
    const text = `State: routable (configured)\n${rows(100_000, () => '9: x\n')}`;
    findingsOf(factsOf(Object.fromEntries(ids.map((id) => [id, { text, value: links }]))));
  }, 60_000);
});
