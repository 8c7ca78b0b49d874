import { readdirSync } from 'node:fs';
import { commandLineOf, runPs } from './commandLineOf.ts';

/** The processes whose command line holds a text; not this one. */
export function processesNaming(text: string): number[] {
  return all()
    .filter(([pid, commandLine]) => pid !== process.pid && commandLine.includes(text))
    .map(([pid]) => pid);
}

function all(): (readonly [number, string])[] {
  if (process.platform !== 'linux') {
    const lines = (runPs(['-ax', '-o', 'pid=,command=']) ?? '').split('\n');
    return lines.map((line) => [Number.parseInt(line, 10), line]);
  }
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.map((pid) => [pid, commandLineOf(pid) ?? '']);
}
