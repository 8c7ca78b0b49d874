import { processScript } from './processScript.ts';

const properties = [
  'Id',
  'Names',
  'Type',
  'ActiveState',
  'SubState',
  'Job',
  'InactiveExitTimestampMonotonic',
  'After',
].join(',');

/**
 * The queue of jobs, and in the same request all that explains it: how the units are ordered, and what the processes of
 * those do whose job runs, and what they said last. Asked one after the other they could belong to different moments, and prove nothing.
 */
export const queuedJobsCommand = `jobs=$(systemctl list-jobs --after --before --no-pager -l) || exit
printf '%s\\n' "$jobs"
rows=$(printf '%s\\n' "$jobs" | sed -n 's/^ *[0-9][0-9]* *\\([^ ]*\\) .* \\([a-z]*\\) *$/\\2 \\1/p')
[ -n "$rows" ] || exit 0
read -r up rest < /proc/uptime && printf '\\nUp for %s s.\\n' "$up"
echo
systemctl show --no-pager -p ${properties} $(printf '%s\\n' "$rows" | cut -d' ' -f2)
for unit in $(printf '%s\\n' "$rows" | sed -n 's/^running //p'); do
${processScript.find}[ -n "$pids" ] || continue
printf '\\nProcesses of %s:\\n' "$unit"
${processScript.printTable}done
for unit in $(printf '%s\\n' "$rows" | sed -n 's/^running //p' | sed 3q); do
printf '\\nJournal of %s:\\n' "$unit"
journalctl -u "$unit" -b -n 5 --no-pager
done
exit 0`;
