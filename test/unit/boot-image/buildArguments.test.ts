import { expect, test } from 'vitest';
import { parseBuildArguments } from '../../boot-image/buildArguments.mjs';

test.each([
  [[], { kind: 'build', force: false }],
  [['--force'], { kind: 'build', force: true }],
  [['--force', '--help'], { kind: 'help' }],
  [['-h'], { kind: 'help' }],
  [['applied'], { kind: 'wrong', message: 'Unknown argument "applied"; only --force is known.' }],
])('%j', (argv, expected) => {
  expect(parseBuildArguments(argv)).toEqual(expected);
});
