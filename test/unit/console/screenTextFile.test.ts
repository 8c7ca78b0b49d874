import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ScreenText } from '../../../src/core/console/screen/screenText.ts';
import { ScreenTextFile } from '../../../src/core/console/screen/screenTextFile.ts';

it('keeps serial.txt complete up to the last settling, and right in the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'screen-'));
  try {
    const path = join(folder, 'serial.txt');
    const screen = new ScreenText();
    const file = ScreenTextFile.create(path, screen);
    screen.push(Buffer.from('one\r\nninety percent\rhost login: '));
    file.settle();
    expect(await readFile(path, 'utf8')).toBe('one\nhost login: nt\n');
    screen.push(Buffer.from('\x1b[K\r\n\x1b[H\x1b[2Jtwo\r\n'));
    file.settle();
    expect(await readFile(path, 'utf8')).toBe('one\nhost login:\ntwo\n');
    const many = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    screen.push(Buffer.from(`${many.join('\r\n')}\r\n`));
    expect(await readFile(path, 'utf8')).toContain('one\nhost login:\ntwo\nline 0\n');
    file.end();
    expect(await readFile(path, 'utf8')).toBe(['one', 'host login:', 'two', ...many, ''].join('\n'));
  } finally {
    await rm(folder, { recursive: true });
  }
});
