import { linkSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UsedFiles } from '../../../../src/core/vm/checkpoint/usedFiles.ts';

let folder: string;
let real: string;
let link: string;
let other: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'used, files '));
  [real, link, other] = [join(folder, 'real'), join(folder, 'link'), join(folder, 'other')];
  writeFileSync(real, 'image');
  writeFileSync(other, 'image');
  symlinkSync(real, link);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function noted(): Promise<UsedFiles> {
  const files = new UsedFiles();
  await files.note([real, link]);
  return files;
}

it('takes what nobody has touched, by whatever path', async () => {
  const files = await noted();
  await files.requireUnchanged([real, link]);
});

it.each<[string, () => void]>([
  ['another file of the same content', () => renameSync(other, link)],
  [
    'a link to another file',
    () => {
      rmSync(link);
      symlinkSync(other, link);
    },
  ],
  [
    'a file that was written to and has its old time again',
    () => {
      writeFileSync(real, 'IMAGE');
      utimesSync(real, 0, 0);
    },
  ],
  ['no file', () => rmSync(link)],
])('refuses %s', async (_what, change) => {
  utimesSync(real, 0, 0);
  const files = await noted();
  change();
  await expect(files.requireUnchanged([link])).rejects.toMatchObject({
    reason: 'usage',
    message: `${link} has changed since this VM was started from it.`,
  });
});

it('keeps how a file looked first, and refuses one that it never saw', async () => {
  const files = await noted();
  renameSync(other, link);
  await files.note([link]);
  await expect(files.requireUnchanged([link])).rejects.toThrow(/has changed/);
  linkSync(real, other);
  await expect(files.requireUnchanged([other])).rejects.toThrow(/has changed/);
});
