import { expect, test } from 'vitest';
import type { UserError } from '../../../src/core/common/userError.ts';
import type { Probe } from '../../../src/core/probes/probe.ts';
import { selectProbes } from '../../../src/core/probes/selectProbes.ts';

const probe = (id: string, title = id): Probe => ({ id, group: 'system', title, command: 'true', timeoutMs: 1000 });
const builtIn = [probe('a'), probe('b'), probe('c')];

const check = (
  name: string,
  own: readonly Probe[],
  selection: readonly string[] | undefined,
  titles: string[],
): void => {
  test(name, () => {
    expect(selectProbes(builtIn, own, selection).map((each) => each.title)).toEqual(titles);
  });
};
check('without a selection all are taken', [], undefined, ['a', 'b', 'c']);
check('a probe of the profile replaces the built-in one in its place', [probe('b', 'mine')], undefined, [
  'a',
  'mine',
  'c',
]);
check('others of the profile come last', [probe('d')], undefined, ['a', 'b', 'c', 'd']);
check('a selection is kept in its own order, each once', [probe('d')], ['d', 'a', 'd'], ['d', 'a']);
check('an empty selection is one', [], [], []);

test('an unknown probe is told, with those there are', () => {
  let error: UserError | undefined;
  try {
    selectProbes(builtIn, [], ['a', 'x', 'y']);
  } catch (caught) {
    error = caught as UserError;
  }
  expect(error?.reason).toBe('usage');
  expect(error?.full).toBe('There is no probe “x”, “y”. There are: a, b, c.');
});
