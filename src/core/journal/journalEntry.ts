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
  const fields = fieldsOf(line);
  const cursor = fields?.['__CURSOR'];
  if (fields === undefined || typeof cursor !== 'string') return undefined;
  const field = (name: string): string | undefined => fieldText(fields[name]);
  const at = new Date(Number(field('__REALTIME_TIMESTAMP') ?? NaN) / 1000);
  const priority = Number(field('PRIORITY') ?? NaN);
  // As journalctl -u looks for them.
  const named = ['_SYSTEMD_UNIT', 'OBJECT_SYSTEMD_UNIT', 'COREDUMP_UNIT', ...(field('_PID') === '1' ? ['UNIT'] : [])];
  const units = named.flatMap((name) => field(name) ?? []);
  return {
    cursor,
    at: Number.isNaN(at.getTime()) ? undefined : at,
    priority: priority >= 0 && priority <= 7 ? priority : undefined,
    units: [...new Set(units)],
    writer: field('SYSLOG_IDENTIFIER') ?? field('_COMM') ?? 'unknown',
    pid: field('_PID') ?? field('SYSLOG_PID'),
    message: field('MESSAGE') ?? '(a message too long for the journal’s JSON)',
  };
}

/** Invariant: nothing in it is deeper than journald writes it, so that nobody who walks through it runs out of stack. */
function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.values(value).every(isField) ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** journald writes text, a list of bytes where it is no UTF-8, a list of these where a field comes several times, and null where it is too long. */
function isField(value: unknown): boolean {
  return isValue(value) || (Array.isArray(value) && value.every(isValue));
}

function isValue(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isBytes(value);
}

function isBytes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function fieldText(field: unknown): string | undefined {
  const text = valueText(field);
  if (text !== undefined || !Array.isArray(field)) return text;
  return field.flatMap((each: unknown) => valueText(each) ?? []).join('\n');
}

function valueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isBytes(value) ? Buffer.from(value).toString('utf8') : undefined;
}
