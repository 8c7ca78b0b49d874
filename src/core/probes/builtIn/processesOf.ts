import { processScript } from './processScript.ts';

/**
 * A POSIX sh script that prints the processes of a unit with their whole command lines, from the unit's control group and
 * /proc alone: `ps` is missing in small guests. Both layouts of /sys/fs/cgroup are looked at.
 *
 * @param form `table` for people, `jsonLines` for the reader: `pid`, `ppid`, `state`, `command`
 */
export function processesOf(unit: string, form: 'table' | 'jsonLines'): string {
  const { find, printTable, printJsonLines } = processScript;
  const none = 'if [ -z "$pids" ]; then echo "$unit has no processes."; exit 0; fi\n';
  return `unit=${unit}\n${find}${form === 'table' ? `${none}${printTable}` : printJsonLines}exit 0`;
}
