interface ShownUnit {
  readonly id: string;
  readonly names?: string;
  readonly state?: string;
  readonly startMs: number;
  readonly activeMs?: number;
  readonly inactiveMs?: number;
  readonly after?: string;
}

/** What a guest says to `bootUnitsCommand` 100.25 s after its kernel began. */
export function bootUnitsText({
  finishedMs,
  units,
}: {
  readonly finishedMs: number;
  readonly units: readonly ShownUnit[];
}): string {
  const manager = `Uptime=100.25\nUserspaceTimestampMonotonic=4000000\nFinishTimestampMonotonic=${finishedMs * 1000}\n`;
  return [manager, ...units.map(unitText)].join('\n');
}

function unitText({
  id,
  names = id,
  state = 'active',
  startMs,
  activeMs = 0,
  inactiveMs = 0,
  after = '',
}: ShownUnit): string {
  return [
    `Id=${id}`,
    `Names=${names}`,
    `After=${after}`,
    `ActiveState=${state}`,
    `InactiveExitTimestampMonotonic=${startMs * 1000}`,
    `ActiveEnterTimestampMonotonic=${activeMs * 1000}`,
    `InactiveEnterTimestampMonotonic=${inactiveMs * 1000}`,
    '',
  ].join('\n');
}
