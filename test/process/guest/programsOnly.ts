import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from './programPath.ts';

/** A folder for `PATH` that holds these programs of this machine and no others: a guest that lacks the rest. */
export function programsOnly(names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  for (const name of names) {
    symlinkSync(programPath(name), join(folder, name));
  }
  return folder;
}
