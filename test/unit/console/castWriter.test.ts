import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CastWriter } from '../../../src/core/console/screen/castWriter.ts';

describe('a recording', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cast-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is asciicast version 2, complete at every moment, with characters whole across chunks', async () => {
    const path = join(folder, 'serial.cast');
    const startedAt = new Date('2025-10-12T01:03:38.500Z');
    const writer = CastWriter.create(path, { columns: 80, rows: 24, title: 'demo', startedAt });
    const bytes = Buffer.from('a\x1b[31m"ü\r\n');
    writer.push(bytes.subarray(0, 8), 1234.5678);
    writer.flush();
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines.map((line) => (line === '' ? '' : (JSON.parse(line) as unknown)))).toEqual([
      { version: 2, width: 80, height: 24, timestamp: 1_760_231_018, title: 'demo' },
      [1.234568, 'o', 'a\x1b[31m"'],
      '',
    ]);
    writer.push(bytes.subarray(8), 900);
    writer.push(Buffer.from([0xc3]), 3000);
    writer.end();
    const all = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(all.slice(2).map((line) => JSON.parse(line) as unknown)).toEqual([
      [1.234568, 'o', 'ü\r\n'],
      [3, 'o', '\ufffd'],
    ]);
  });

  it('says when it cannot be written', () => {
    const path = join(folder, 'none', 'x.cast');
    expect(() => CastWriter.create(path, { columns: 80, rows: 24 })).toThrow('ENOENT');
  });
});
