import { expect, test } from 'vitest';
import { compareExpectation } from '../../../src/core/probes/compareExpectation.ts';
import type { Check } from '../../../src/core/probes/probe.ts';

const check = (name: string, checks: readonly Check[], value: unknown, expected: string[], found: string[]): void => {
  test(name, () => {
    expect(compareExpectation({ title: '', checks }, { ok: true, value })).toEqual({
      expected: `${expected.join('\n')}\n`,
      found: `${found.join('\n')}\n`,
    });
  });
};
check(
  'only what is wrong differs',
  [
    { path: 'LoadState', equals: 'loaded' },
    { path: 'ActiveState', oneOf: ['inactive', 'active'] },
    { path: 'Job', matches: '^0?$' },
  ],
  { LoadState: 'loaded', ActiveState: 'activating', Job: '' },
  ['LoadState = loaded', 'ActiveState = inactive or active', 'Job matches /^0?$/'],
  ['LoadState = loaded', 'ActiveState = activating', 'Job matches /^0?$/'],
);
check('what is not there', [{ path: 'a.b', exists: true }], {}, ['a.b is there'], ['a.b is not there']);
check('what should not be there', [{ path: 'a', exists: false }], { a: 1 }, ['a is not there'], ['a = 1']);
check('nothing but a path', [{ path: '' }], '', ['the answer is there'], ['the answer is there']);
check(
  'empty text and values of one line',
  [{ path: '', equals: 'x' }],
  '',
  ['the answer = x'],
  ['the answer = (empty)'],
);
check(
  'a value of several lines is one line',
  [{ path: '', equals: 1 }],
  ['a\nb'],
  ['the answer = 1'],
  ['the answer = ["a\\nb"]'],
);

test('a reading that failed is what was found', () => {
  const compared = compareExpectation(
    { title: '', checks: [{ path: 'STATE', equals: 'applied' }] },
    { ok: false, why: 'No such file (exit status 1)' },
  );
  expect(compared).toEqual({ expected: 'STATE = applied\n', found: 'No such file (exit status 1)\n' });
});
