import type { RunFacts } from '../runFacts.ts';
import { unitProperty } from './unitProperty.ts';

/** What is known of `pre-nixos.service`; `absent` also where nothing is known. */
export function preNixosState(facts: RunFacts): 'absent' | 'notStarted' | 'running' | 'ended' {
  const unit = 'pre-nixos.service';
  if (unitProperty(facts, unit, 'LoadState') !== 'loaded') return 'absent';
  const state = unitProperty(facts, unit, 'ActiveState') ?? '';
  if (state !== 'inactive' && state !== 'failed' && state !== 'active') return 'running';
  const job = unitProperty(facts, unit, 'Job') ?? '';
  if (job !== '' && job !== '0') return 'running';
  return /^[1-9]/.test(unitProperty(facts, unit, 'ExecMainStartTimestampMonotonic') ?? '') ? 'ended' : 'notStarted';
}
