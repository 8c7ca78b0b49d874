import type { BootUnits, OrderedUnit } from './bootUnits.ts';
import { criticalChain } from './criticalChain.ts';
import type { ReadResult } from './readResult.ts';
import { splitLines } from './splitLines.ts';

/** More than any boot has. */
const maxUnits = 5_000;

/** The output of `bootUnitsCommand` as BootUnits: blocks of `Key=value` lines, the first of them the manager's. */
export function readBootUnits(text: string): ReadResult {
  const [manager, ...blocks] = blocksOf(text);
  const finished = manager?.get('FinishTimestampMonotonic');
  if (manager === undefined || finished === undefined) {
    return { ok: false, why: 'the output is not that of systemctl show' };
  }
  const units = new Map<string, OrderedUnit>();
  let aim = '';
  for (const block of blocks) {
    if (block.get('Names')?.split(' ').includes('default.target') === true) aim = block.get('Id') ?? '';
    const unit = unitOf(block);
    if (unit !== undefined && units.size < maxUnits) units.set(unit.unit, unit);
  }
  const inOrder = [...units.values()].sort((a, b) => a.startMs - b.startMs);
  // A boot that is not finished is at what has been starting for longest.
  const last = inOrder.find(({ state }) => state === 'starting');
  const uptime = Number(manager.get('Uptime') ?? Number.NaN);
  const value: BootUnits = {
    uptimeMs: Number.isFinite(uptime) ? uptime * 1000 : null,
    userspaceMs: milliseconds(manager.get('UserspaceTimestampMonotonic')),
    finishedMs: milliseconds(finished),
    units: inOrder.map(({ unit, state, startMs, endMs }) => ({ unit, state, startMs, endMs })),
    chain: criticalChain(units, milliseconds(finished) === null && last !== undefined ? last.unit : aim),
  };
  return { ok: true, value };
}

function blocksOf(text: string): ReadonlyMap<string, string>[] {
  const blocks = [new Map<string, string>()];
  for (const line of splitLines(text)) {
    const equals = line.indexOf('=');
    if (line === '') blocks.push(new Map());
    else if (equals > 0) blocks.at(-1)?.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return blocks.filter((block) => block.size > 0);
}

/** Undefined for a unit that was never started. */
function unitOf(block: ReadonlyMap<string, string>): OrderedUnit | undefined {
  const unit = block.get('Id');
  const startMs = milliseconds(block.get('InactiveExitTimestampMonotonic'));
  if (unit === undefined || startMs === null) return undefined;
  const activeMs = milliseconds(block.get('ActiveEnterTimestampMonotonic')) ?? -1;
  const inactiveMs = milliseconds(block.get('InactiveEnterTimestampMonotonic')) ?? -1;
  const after = block.get('After')?.split(' ') ?? [];
  const activeState = block.get('ActiveState');
  if (activeState === 'activating') return { unit, state: 'starting', startMs, endMs: null, after };
  const failedMs = inactiveMs >= startMs ? inactiveMs : startMs;
  if (activeState === 'failed') return { unit, state: 'failed', startMs, endMs: failedMs, after };
  // One that does its work and is gone was never active.
  return { unit, state: 'done', startMs, endMs: activeMs >= startMs ? activeMs : failedMs, after };
}

/** systemd's microseconds; 0 is never. */
function milliseconds(microseconds: string | undefined): number | null {
  const value = Number(microseconds ?? 0);
  return Number.isFinite(value) && value > 0 ? value / 1000 : null;
}
