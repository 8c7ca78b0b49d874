import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundledCli } from './bundledCli.ts';

/** `inspect` of a small log, in a pipeline of the shell; its exit status comes on the last line of stderr. */
async function inspectInto(target: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lost-output-'));
  try {
    const log = join(folder, 'serial.log');
    writeFileSync(log, 'ISOLINUX 6.04\r\n');
    const script = `{ "$0" "$1" inspect "$2"; echo "status $?" >&2; } ${target}`;
    const { stderr } = await execa('sh', ['-c', script, process.execPath, await bundledCli(), log]);
    return stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('ends quietly when its reader went away', async () => {
  expect(await inspectInto('| true')).toBe('status 141');
});

it('says so when the disk is full', async () => {
  expect(await inspectInto('>/dev/full')).toMatch(/^The output cannot be written: ENOSPC.*\.\nstatus 4$/);
});
