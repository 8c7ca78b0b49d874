import type { OrderedUnit } from './bootUnits.ts';

/** The guest's clock is read twice for what happens at once. */
const toleranceMs = 1;

/**
 * Whom a unit waited for last, and whom that one had waited for: of the units that one is ordered after, the one that was
 * there last before it was started. As `systemd-analyze critical-chain` has it.
 */
export function criticalChain(units: ReadonlyMap<string, OrderedUnit>, last: string): readonly string[] {
  const chain: string[] = [];
  const seen = new Set<string>();
  let unit = units.get(last);
  while (unit !== undefined && !seen.has(unit.unit)) {
    seen.add(unit.unit);
    chain.unshift(unit.unit);
    unit = waitedForLast(unit, units);
  }
  return chain;
}

function waitedForLast(
  { startMs, after }: OrderedUnit,
  units: ReadonlyMap<string, OrderedUnit>,
): OrderedUnit | undefined {
  let latest: OrderedUnit | undefined;
  for (const name of after) {
    const unit = units.get(name);
    if (unit?.endMs == null || unit.endMs > startMs + toleranceMs) continue;
    if (latest?.endMs == null || unit.endMs > latest.endMs) latest = unit;
  }
  return latest;
}
