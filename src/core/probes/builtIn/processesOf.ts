/**
 * A POSIX sh script that prints the processes of a unit with their whole command lines, from the unit's control group and
 * /proc alone: `ps` is missing in small guests. Both layouts of /sys/fs/cgroup are looked at.
 *
 * @param form `table` for people, `jsonLines` for the reader: `pid`, `ppid`, `state`, `command`
 */
export function processesOf(unit: string, form: 'table' | 'jsonLines'): string {
  return `${findProcesses(unit)}${form === 'table' ? printTable : printJsonLines}`;
}

function findProcesses(unit: string): string {
  return `unit=${unit}
group=$(systemctl show -p ControlGroup "$unit") || exit
group=\${group#ControlGroup=}
pids=
if [ -n "$group" ]; then
  for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ -r "$root$group/cgroup.procs" ] || continue
    pids=$(find "$root$group" -name cgroup.procs -exec cat {} + | sort -nu)
    break
  done
fi
`;
}

const printTable = `if [ -z "$pids" ]; then echo "$unit has no processes."; exit 0; fi
printf '%7s %7s %-5s %s\\n' PID PPID STATE COMMAND
for pid in $pids; do
  [ -r "/proc/$pid/status" ] || continue
  ppid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status")
  state=$(sed -n 's/^State:[[:space:]]*\\(.\\).*/\\1/p' "/proc/$pid/status")
  command=$(tr '\\000\\n' '  ' < "/proc/$pid/cmdline")
  printf '%7s %7s %-5s %s\\n' "$pid" "$ppid" "$state" "\${command% }"
done
exit 0`;

const printJsonLines = `for pid in $pids; do
  [ -r "/proc/$pid/status" ] || continue
  ppid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status")
  state=$(sed -n 's/^State:[[:space:]]*\\(.\\).*/\\1/p' "/proc/$pid/status")
  command=$(tr '\\000-\\037' ' ' < "/proc/$pid/cmdline" | sed 's/[\\\\"]/\\\\&/g; s/ *$//')
  printf '{"pid":%s,"ppid":%s,"state":"%s","command":"%s"}\\n' "$pid" "\${ppid:-0}" "$state" "$command"
done
exit 0`;
