/** What decides the state of a unit and of its place among the others. `Job` is empty when none is queued. */
const properties = [
  'Id',
  'Names',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Type',
  'Result',
  'Job',
  'MainPID',
  'ControlPID',
  'ControlGroup',
  'NRestarts',
  'ExecMainCode',
  'ExecMainStatus',
  'ExecMainStartTimestampMonotonic',
  'ExecMainExitTimestampMonotonic',
  'InactiveExitTimestampMonotonic',
  'ActiveEnterTimestampMonotonic',
  'StateChangeTimestampMonotonic',
  'StatusText',
  'FragmentPath',
  'After',
  'Before',
  'Requires',
  'Wants',
  'WantedBy',
  'TriggeredBy',
];

/** The machine-readable state of a unit, for the reader `keyValue`; `Uptime` tells how long ago its times were. */
export function unitShowCommand(unit: string): string {
  return `systemctl show --no-pager -p ${properties.join(',')} ${unit} &&
read -r uptime rest </proc/uptime && echo "Uptime=$uptime"`;
}
