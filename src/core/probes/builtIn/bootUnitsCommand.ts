/** Of the manager: when userspace began, and when the boot was finished. */
const managerProperties = ['UserspaceTimestampMonotonic', 'FinishTimestampMonotonic'];

const unitProperties = [
  'Id',
  'Names',
  'ActiveState',
  'SubState',
  'InactiveExitTimestampMonotonic',
  'ActiveEnterTimestampMonotonic',
  'InactiveEnterTimestampMonotonic',
  'NRestarts',
  'After',
];

/** Slices, scopes, timers and paths are not what a boot waits for. */
const kinds = ['service', 'target', 'mount', 'swap', 'socket', 'device'];

/**
 * When each unit was started and was there, by the guest's clock. `systemd-analyze` tells it only of a boot that is
 * finished, and its plot takes many seconds in an emulated guest. `--all`: units that have done their work and are gone too.
 */
export const bootUnitsCommand = `read -r uptime rest </proc/uptime && echo "Uptime=$uptime"
systemctl show --no-pager -p ${managerProperties.join(',')} && echo &&
systemctl show --no-pager --all -p ${unitProperties.join(',')} ${kinds.map((kind) => `'*.${kind}'`).join(' ')}`;
