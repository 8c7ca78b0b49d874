/** Built-ins of the shell alone: an emulated guest pays for each program that is started. */
const readStatus = `  ppid=0 state=?
  while read -r key value rest; do
    case $key in State:) state=$value ;; PPid:) ppid=$value; break ;; esac
  done < "/proc/$pid/status"
`;

/** Pieces of POSIX sh about the processes of a unit. `find` takes `$unit` and gives `$pids`; the others print these. */
export const processScript = {
  find: `group=$(systemctl show -p ControlGroup "$unit") || exit
group=\${group#ControlGroup=}
pids=
if [ -n "$group" ]; then
  for root in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ -r "$root$group/cgroup.procs" ] || continue
    pids=$(find "$root$group" -name cgroup.procs -exec cat {} + | sort -nu)
    break
  done
fi
`,
  printTable: `printf '%7s %7s %-5s %s\\n' PID PPID STATE COMMAND
for pid in $pids; do
  [ -r "/proc/$pid/status" ] || continue
${readStatus}  command=$(tr '\\000\\n' '  ' < "/proc/$pid/cmdline")
  printf '%7s %7s %-5s %s\\n' "$pid" "$ppid" "$state" "\${command% }"
done
`,
  printJsonLines: `for pid in $pids; do
  [ -r "/proc/$pid/status" ] || continue
${readStatus}  command=$(tr '\\000-\\037' ' ' < "/proc/$pid/cmdline" | sed 's/[\\\\"]/\\\\&/g; s/ *$//')
  printf '{"pid":%s,"ppid":%s,"state":"%s","command":"%s"}\\n' "$pid" "\${ppid:-0}" "$state" "$command"
done
`,
} as const;
