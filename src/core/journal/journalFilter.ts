import { escapeForRegExp } from '../common/escapeForRegExp.ts';
import { UserError } from '../common/userError.ts';
import type { JournalEntry } from './journalEntry.ts';

/** syslog's names, gravest first; their place is their number. */
export const journalPriorities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;

export interface JournalWish {
  /** As systemctl takes it: `sshd`, `sshd.service`, `systemd-*`. */
  readonly unit?: string | undefined;
  /** A name or a number; this grave or graver. */
  readonly priority?: string | undefined;
}

/** Whether an entry is wanted. Errors: UserError `usage` for a priority that there is not. */
export function journalFilter({ unit, priority }: JournalWish): (entry: JournalEntry) => boolean {
  const least = priority === undefined ? undefined : priorityOf(priority);
  const pattern = unit === undefined ? undefined : unitPattern(unit);
  return (entry) =>
    // journald takes what has no priority for information.
    (least === undefined || (entry.priority ?? 6) <= least) &&
    (pattern === undefined || entry.units.some((each) => pattern.test(each)));
}

function priorityOf(text: string): number {
  const names: readonly string[] = journalPriorities;
  const number = /^[0-7]$/.test(text) ? Number(text) : names.indexOf(text);
  if (number >= 0) return number;
  throw new UserError('usage', `--priority expects one of ${names.join(', ')} or 0 to 7, got "${text}".`);
}

const unitTypes = /\.(service|socket|mount|automount|target|timer|device|path|slice|swap|scope)$/;

function unitPattern(unit: string): RegExp {
  const full = unitTypes.test(unit) || unit.endsWith('*') ? unit : `${unit}.service`;
  const source = escapeForRegExp(full).replace(/\\\*/g, '.*').replace(/\\\?/g, '.');
  return new RegExp(`^${source}$`);
}
