import type { RunFacts } from '../runFacts.ts';
import { unitProperty } from './unitProperty.ts';

export function preNixosState(facts: RunFacts): 'unknown' | 'absent' | 'notStarted' | 'running' | 'ended' {
  const unit = 'pre-nixos.service';
  const loaded = unitProperty(facts, unit, 'LoadState');
  if (loaded === undefined) return 'unknown';
  if (loaded !== 'loaded') return 'absent';
  const state = unitProperty(facts, unit, 'ActiveState') ?? '';
  if (state !== 'inactive' && state !== 'failed' && state !== 'active') return 'running';
  const job = unitProperty(facts, unit, 'Job') ?? '';
  if (job !== '' && job !== '0') return 'running';
  return /^[1-9]/.test(unitProperty(facts, unit, 'ExecMainStartTimestampMonotonic') ?? '') ? 'ended' : 'notStarted';
}
