import { UserError } from '../common/userError.ts';
import type { Probe } from './probe.ts';

export const unitTypes = [
  'service',
  'socket',
  'mount',
  'automount',
  'target',
  'timer',
  'device',
  'path',
  'slice',
  'swap',
  'scope',
] as const;

/** As systemd.unit(5) has names, without a dash at the beginning. */
const unitName = new RegExp(`^[A-Za-z0-9_:.\\\\@][A-Za-z0-9_:.\\\\@-]*\\.(?:${unitTypes.join('|')})$`);

/** Status and journal of one unit, as a probe. Errors: UserError `usage` for what is no unit's name. */
export function unitProbe(unit: string): Probe {
  if (!unitName.test(unit) || unit.length > 255) {
    throw new UserError('usage', `A unit's name was expected, such as sshd.service, got "${unit}".`);
  }
  return {
    id: `unit-${unit}`,
    group: 'unit',
    title: unit,
    command: `systemctl status --no-pager -l -- '${unit}'; echo; journalctl -b --no-pager -u '${unit}'`,
    timeoutMs: 20_000,
  };
}
