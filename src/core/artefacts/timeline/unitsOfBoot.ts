import type { BootUnit, BootUnits } from '../../probes/readers/bootUnits.ts';

/** The units that the boot itself started. What comes when it is over, timers and connections, says when the guest was asked. */
export function unitsOfBoot({ units, finishedMs, uptimeMs }: BootUnits): readonly BootUnit[] {
  const untilMs = finishedMs ?? uptimeMs ?? Number.POSITIVE_INFINITY;
  return units.filter(({ startMs }) => startMs <= untilMs);
}
