import type { RunFacts } from '../runFacts.ts';
import { unitFacts } from './unitFacts.ts';

/** A property of a unit, from the latest capture that tells it; undefined if none does. */
export function unitProperty(facts: RunFacts, unit: string, property: string): string | undefined {
  const order = [...facts.captures.keys()];
  let latest = -1;
  let value: string | undefined;
  for (const each of unitFacts(facts)) {
    const told = each.unit === unit ? each.properties.get(property) : undefined;
    const at = order.indexOf(each.capture.probe);
    if (told === undefined || at <= latest) continue;
    latest = at;
    value = told;
  }
  return value;
}
