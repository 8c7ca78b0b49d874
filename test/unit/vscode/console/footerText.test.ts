import { Terminal } from '@xterm/headless';
import { expect, test } from 'vitest';
import { footerText } from '../../../../src/vscode/console/footerText.ts';
import { terminalName } from '../../../../src/vscode/console/terminalName.ts';
import { sampleState, sampleVm } from '../sampleState.ts';

const end = { cause: 'guestPanic', sentence: 'The kernel\u001b[2J panicked.', exitCode: 0, signal: null } as const;

test('the footer says how the VM ended and where everything is kept, and nothing of it can draw on the screen', () => {
  const footer = footerText(sampleState({ end, runFolder: '/captures/run' }));
  expect(footer).toContain('[Boot Image VM: The kernel [2J panicked. Everything is kept in /captures/run]');
});

test.each([
  ['plain lines', 'one\r\ntwo\r\nthree\r\n'],
  ['a full-screen program that was interrupted', 'one\r\ntwo\r\nthree\r\n\u001b[?1049h\u001b[2J\u001b[1;31mmenu'],
])('after %s the footer stands below the last words, on the screen they are on', async (_case, console) => {
  const terminal = new Terminal({ rows: 10, cols: 200, allowProposedApi: true });
  const footer = footerText(sampleState({ end, runFolder: '/captures/run' }));
  await new Promise<void>((resolve) => {
    terminal.write(console + footer, resolve);
  });
  const { active } = terminal.buffer;
  expect(active.type).toBe('normal');
  const lines = Array.from({ length: 10 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  expect(lines.slice(0, 3)).toEqual(['one', 'two', 'three']);
  expect(lines.findIndex((line) => line.startsWith('[Boot Image VM:'))).toBeGreaterThan(2);
  terminal.dispose();
});

test.each([
  [{}, 'sample-applied'],
  [{ automationTyping: true }, 'sample-applied (automation is typing; your keys wait)'],
  [{ automationTyping: true, end }, 'sample-applied (ended)'],
])('with %j the terminal is called "%s"', (changes, name) => {
  expect(terminalName(sampleVm(changes))).toBe(name);
});
