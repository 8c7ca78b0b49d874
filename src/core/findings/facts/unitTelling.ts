import type { RunFacts } from '../runFacts.ts';
import { oncePer } from './oncePer.ts';
import { type UnitFacts, unitFacts } from './unitFacts.ts';

/** The latest answer that tells a property of a unit; undefined if none does. */
export function unitTelling(
  { captures }: Pick<RunFacts, 'captures'>,
  unit: string,
  property: string,
): UnitFacts | undefined {
  return latest(captures).get(`${unit} ${property}`);
}

const latest = oncePer((captures: RunFacts['captures']): ReadonlyMap<string, UnitFacts> => {
  const order = new Map([...captures.keys()].map((probe, index) => [probe, index]));
  const at = (facts: UnitFacts | undefined): number => order.get(facts?.capture.probe ?? '') ?? -1;
  const result = new Map<string, UnitFacts>();
  for (const each of unitFacts({ captures })) {
    for (const property of each.properties.keys()) {
      const key = `${each.unit} ${property}`;
      if (at(each) > at(result.get(key))) result.set(key, each);
    }
  }
  return result;
});
