import { readdirSync, readFileSync } from 'node:fs';

export interface TableProcess {
  readonly pid: number;
  /** What its program is called, cut after 15 bytes. */
  readonly name: string;
  /** A letter: `Z` has ended, and is not collected yet. */
  readonly state: string;
  readonly parent: number;
  readonly session: number;
}

/** All processes of this machine, on Linux. */
export function processTable(): TableProcess[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) return [];
    try {
      // proc(5): "pid (name) state parent group session …"; the name may hold anything.
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const [state = '', parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      return [{ pid, name, state, parent: Number(parent), session: Number(session) }];
    } catch {
      // It has ended just now.
      return [];
    }
  });
}
