import { expect, test } from 'vitest';
import { footerText } from '../../../../src/vscode/console/footerText.ts';
import { terminalName } from '../../../../src/vscode/console/terminalName.ts';
import { sampleState } from '../sampleState.ts';

const end = { cause: 'guestPanic', sentence: 'The kernel\u001b[2J panicked.', exitCode: 0, signal: null } as const;

test('the footer says how the VM ended and where everything is kept, and nothing of it can draw on the screen', () => {
  const footer = footerText(sampleState({ end, runFolder: '/captures/run' }));
  expect(footer).toContain('[Boot Image VM: The kernel [2J panicked. Everything is kept in /captures/run]');
  // What an interrupted full-screen program left behind is put right first.
  expect(footer.startsWith('\u001b[?1049l\u001b[0m')).toBe(true);
});

test.each([
  [{}, 'sample-applied'],
  [{ automationTyping: true }, 'sample-applied (automation is typing; your keys wait)'],
  [{ automationTyping: true, end }, 'sample-applied (ended)'],
])('with %j the terminal is called "%s"', (changes, name) => {
  expect(terminalName(sampleState(changes))).toBe(name);
});
