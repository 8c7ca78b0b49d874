import type { RunFacts } from '../runFacts.ts';
import { unitTelling } from './unitTelling.ts';

/** A property of a unit, from the latest capture that tells it; undefined if none does. */
export function unitProperty(facts: Pick<RunFacts, 'captures'>, unit: string, property: string): string | undefined {
  return unitTelling(facts, unit, property)?.properties.get(property);
}
