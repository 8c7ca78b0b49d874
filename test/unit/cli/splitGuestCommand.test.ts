import { expect, it } from 'vitest';
import { splitGuestCommand } from '../../../src/cli/splitGuestCommand.ts';

it.each([
  [
    ['exec', 'vm', '--', 'ls', '--json', '--', 'x'],
    ['exec', 'vm'],
    ['ls', '--json', '--', 'x'],
  ],
  [['exec', '--', 'true'], ['exec'], ['true']],
  [['exec', 'vm', '--'], ['exec', 'vm'], []],
  [['exec', 'vm', 'ls'], ['exec', 'vm', 'ls'], undefined],
  [['inspect', '--', '-log'], ['inspect', '--', '-log'], undefined],
])('%j', (argv, own, guestCommand) => {
  expect(splitGuestCommand(argv)).toEqual({ own, guestCommand });
});
