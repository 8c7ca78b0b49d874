/** What a person reads of one entry of systemd's journal. All texts but the cursor are the guest's. */
export interface JournalEntry {
  /** Where it stands in the journal. */
  readonly cursor: string;
  /** Undefined if it says none. */
  readonly at: Date | undefined;
  /** As syslog has it: 0 (emergency) to 7 (debug); undefined if it says none. */
  readonly priority: number | undefined;
  /** Every unit that it belongs to or tells of; empty for the kernel. */
  readonly units: readonly string[];
  /** Who wrote it: `systemd`, `kernel`, `sshd`. */
  readonly writer: string;
  readonly pid: string | undefined;
  readonly message: string;
}

/** Reads a line of `journalctl -o json`; undefined if it is none. */
export function readJournalEntry(line: string): JournalEntry | undefined {
  let fields: Readonly<Record<string, unknown>>;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    fields = value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  const cursor = fields['__CURSOR'];
  if (typeof cursor !== 'string') return undefined;
  const field = (name: string): string | undefined => fieldText(fields[name]);
  const microseconds = Number(field('__REALTIME_TIMESTAMP') ?? NaN);
  const priority = Number(field('PRIORITY') ?? NaN);
  // As journalctl -u looks for them.
  const named = ['_SYSTEMD_UNIT', 'OBJECT_SYSTEMD_UNIT', 'COREDUMP_UNIT', ...(field('_PID') === '1' ? ['UNIT'] : [])];
  const units = named.flatMap((name) => field(name) ?? []);
  return {
    cursor,
    at: Number.isFinite(microseconds) ? new Date(microseconds / 1000) : undefined,
    priority: priority >= 0 && priority <= 7 ? priority : undefined,
    units: [...new Set(units)],
    writer: field('SYSLOG_IDENTIFIER') ?? field('_COMM') ?? 'unknown',
    pid: field('_PID') ?? field('SYSLOG_PID'),
    message: field('MESSAGE') ?? '(a message too long for the journal’s JSON)',
  };
}

/** journald writes text, a list of bytes where it is no UTF-8, a list of these where a field comes several times, and null where it is too long. */
function fieldText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  if (value.every((each) => typeof each === 'number')) return Buffer.from(value).toString('utf8');
  return value.flatMap((each) => fieldText(each) ?? []).join('\n');
}
