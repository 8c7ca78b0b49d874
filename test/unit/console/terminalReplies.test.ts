import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { splitTerminalInput } from '../../../src/core/console/terminal/terminalReplies.ts';

describe('what a terminal sends', () => {
  const replies: Readonly<Record<string, string>> = {
    'device attributes': '\x1b[?1;2c',
    'secondary device attributes': '\x1b[>0;276;0c',
    'tertiary device attributes': '\x1bP!|00000000\x1b\\',
    'the cursor position': '\x1b[24;80R',
    'the cursor position, DEC form': '\x1b[?24;80R',
    'device status': '\x1b[0n',
    'the state of a mode': '\x1b[?2004;2$y',
    'a colour, ended by BEL': '\x1b]10;rgb:ffff/ffff/ffff\x07',
    'a colour, ended by ST': '\x1b]11;rgb:0000/0000/0000\x1b\\',
    'focus in': '\x1b[I',
    'focus out': '\x1b[O',
    'its name and version': '\x1bP>|xterm.js(6.0.0)\x1b\\',
    'the window size': '\x1b[8;24;80t',
  };
  for (const [name, reply] of Object.entries(replies)) {
    it(`takes ${name} for a reply`, () => {
      expect(splitTerminalInput(reply)).toEqual({ typed: '', replies: reply });
      expect(splitTerminalInput(`ls${reply} -l\r`)).toEqual({ typed: 'ls -l\r', replies: reply });
    });
  }

  const keys: Readonly<Record<string, string>> = {
    text: 'echo "[1;2R" ü\r',
    'arrows and function keys': '\x1b[A\x1bOP\x1b[15~\x1b[1;5C\x1b[1;2R',
    'Alt with a letter': '\x1bP',
    'Escape alone': '\x1b',
    'a paste': '\x1b[200~ls\n\x1b[201~',
    'a mouse click': '\x1b[<0;10;10M',
    'Ctrl-C': '\x03',
  };
  for (const [name, typed] of Object.entries(keys)) {
    it(`takes ${name} for typing`, () => {
      expect(splitTerminalInput(typed)).toEqual({ typed, replies: '' });
    });
  }

  it("takes all of the emulator's own answers out", async () => {
    const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    let sent = '';
    terminal.onData((data) => (sent += data));
    const queries = '\x1b[5n\x1b[6n\x1b[c\x1b[>c\x1b[?2004$p\x1b[4$p\x1b[?6n\x1bP$qm\x1b\\\x1b[32766;32766H\x1b[6n';
    await new Promise<void>((resolve) => terminal.write(queries, resolve));
    terminal.dispose();
    expect(sent.length).toBeGreaterThan(30);
    expect(splitTerminalInput(sent)).toEqual({ typed: '', replies: sent });
  });
});
