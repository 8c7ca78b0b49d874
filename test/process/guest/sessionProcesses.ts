import { readdirSync, readFileSync } from 'node:fs';

export interface SessionProcess {
  readonly pid: number;
  readonly command: string;
}

/** What runs on a terminal, or was left behind by it: all processes of the session that its first process leads. */
export function sessionProcesses(leader: number): SessionProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command's name may hold blanks and brackets; behind it: state, parent, group, session.
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(session) !== leader || state === 'Z') return [];
      return [{ pid: Number(name), command: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')) }];
    } catch {
      return [];
    }
  });
}
