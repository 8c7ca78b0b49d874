const properties = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'ExecMainCode',
  'ExecMainStatus',
  'NRestarts',
].join(',');

/**
 * The failed units, and of the first ten how they failed and what they said last; the same of those that have ended and wait
 * to be started again.
 */
export const failedUnitsCommand = `list=$(systemctl list-units --failed --no-pager -l) || exit
printf '%s\\n' "$list"
units=$(systemctl list-units --state=failed,auto-restart --no-pager --no-legend --plain -l | sed -n '1,10s/^ *\\([^ ]*\\) .*/\\1/p')
[ -n "$units" ] || exit 0
echo
systemctl show --no-pager -p ${properties} $units
for unit in $units; do
  printf '\\nJournal of %s:\\n' "$unit"
  journalctl -u "$unit" -b -n 10 --no-pager
done
exit 0`;
