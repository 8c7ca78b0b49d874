import { processTable, type TableProcess } from '../../processTable.ts';

/** What runs on a terminal, or was left behind by it: all processes of the session that its first process leads. */
export function sessionProcesses(leader: number): TableProcess[] {
  return processTable().filter(({ session, state }) => session === leader && state !== 'Z');
}
