import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for `PATH` that holds these programs of this machine and no others: a guest that lacks the rest. */
export function programsOnly(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  for (const name of names) {
    const path = execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    symlinkSync(path, join(folder, name));
  }
  return folder;
}
