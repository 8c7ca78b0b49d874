import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { RunFacts } from '../runFacts.ts';
import { preNixosState } from './preNixosState.ts';
import { type UnitFacts, unitFacts } from './unitFacts.ts';

/**
 * Whether pre-nixos.service had ended before an answer was asked for. What was asked earlier shows work half done, and
 * nothing that is missing.
 */
export function isAfterPreNixos(facts: RunFacts, { askedAtMs }: CapturedAnswer): boolean {
  if (preNixosState(facts) !== 'ended') return false;
  return unitFacts(facts).some((unit) => unit.unit === 'pre-nixos.service' && endedAtMs(unit) <= askedAtMs);
}

/** When it had ended, by the host's clock and but for what the answer took; infinite where it does not say that it has. */
function endedAtMs({ properties, capture }: UnitFacts): number {
  const number = (name: string): number => Number(properties.get(name) ?? NaN);
  const state = properties.get('ActiveState') ?? '';
  if (state !== 'failed' && state !== 'inactive' && state !== 'active') return Infinity;
  // A unit that was not started yet is inactive, too.
  const hasRun = number('ExecMainStartTimestampMonotonic') > 0 || number('InactiveExitTimestampMonotonic') > 0;
  if (state !== 'failed' && !hasRun) return Infinity;
  const agoMs = number('Uptime') * 1000 - number('StateChangeTimestampMonotonic') / 1000;
  return capture.askedAtMs - (agoMs > 0 ? agoMs : 0);
}
