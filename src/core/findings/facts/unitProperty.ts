import type { RunFacts } from '../runFacts.ts';
import { unitFacts } from './unitFacts.ts';

/** A property of a unit, from the first capture that tells it; undefined if none does. */
export function unitProperty(facts: RunFacts, unit: string, property: string): string | undefined {
  for (const each of unitFacts(facts)) {
    if (each.unit !== unit) continue;
    const value = each.properties.get(property);
    if (value !== undefined) return value;
  }
  return undefined;
}
