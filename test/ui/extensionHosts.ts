import { readdirSync, readFileSync } from 'node:fs';

/** The extension hosts among the descendants of a VS Code server's process, on Linux. */
export function extensionHosts(serverPid: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === serverPid || descends(parents.get(pid)));
  return [...parents.keys()].filter(
    (pid) => descends(pid) && read(String(pid), 'cmdline').includes('--type=extensionHost'),
  );
}

/** proc(5): "pid (name) state ppid …"; the name may hold anything. */
function parentOf(pid: string): number | undefined {
  const fields = read(pid, 'stat').split(') ').at(-1)?.split(' ');
  return fields?.[1] === undefined ? undefined : Number(fields[1]);
}

/** Nothing of a process that has ended just now. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
