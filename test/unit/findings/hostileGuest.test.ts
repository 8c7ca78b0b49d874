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
