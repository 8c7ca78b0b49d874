/** One property of a QEMU option; `undefined` leaves it out. */
export type QemuOptionValue = string | number | undefined;

/**
 * Writes `head,key=value,…` as QEMU's option parser reads it: a comma inside a value is doubled. Everything else (spaces,
 * quotes, `%`, `=`, non-ASCII letters) stands for itself, for no shell is involved.
 */
export function qemuOption(head: string, properties: Readonly<Record<string, QemuOptionValue>> = {}): string {
  const pairs = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${String(value).replaceAll(',', ',,')}`],
  );
  return head === '' ? pairs.join(',') : [head, ...pairs].join(',');
}
