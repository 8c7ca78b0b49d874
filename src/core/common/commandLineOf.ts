import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The command line of a process, its words joined by spaces; undefined if there is none, or it has ended. */
export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return runPs(['-p', String(pid), '-o', 'command=']);
  try {
    // Of a process that has ended and is not collected yet it is empty.
    return (
      readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
        .replaceAll('\0', ' ')
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** The output of `ps`, without limit to its width; undefined if it has nothing to say. */
export function runPs(argv: readonly string[]): string | undefined {
  return spawnSync('ps', ['-ww', ...argv], { encoding: 'utf8' }).stdout.trim() || undefined;
}
