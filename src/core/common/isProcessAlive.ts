import { readFileSync } from 'node:fs';
import { errnoCode } from './errnoCode.ts';
import { runPs } from './commandLineOf.ts';

/** Whether a process of this number runs, whoever it belongs to. One that has ended and is not collected yet does not. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errnoCode(error) === 'EPERM';
  }
  return !/^[ZX]/.test(stateOf(pid));
}

function stateOf(pid: number): string {
  if (process.platform !== 'linux') return runPs(['-p', String(pid), '-o', 'stat=']) ?? '';
  try {
    // proc(5): "pid (name) state …"; the name may hold anything.
    return (
      readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
        .split(') ')
        .at(-1) ?? ''
    );
  } catch {
    // It has ended just now.
    return 'X';
  }
}
