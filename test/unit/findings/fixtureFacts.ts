import { readdirSync, readFileSync } from 'node:fs';
import type { LocatedFailure, RunFacts } from '../../../src/core/findings/runFacts.ts';
import { builtInProbes } from '../../../src/core/probes/builtInProbes.ts';
import { factsOf, type TestOutput } from './factsOf.ts';

const folder = new URL('fixtures/', import.meta.url);

/**
 * What a real run of a scenario of the sample image captured, cut to what the rules look at: `<probe>.txt`, the value of a
 * separate reading in `<probe>.value.json`, and the failures of the console in `failures.json`.
 *
 * @param changed texts of probes in place of those that were captured
 */
export function fixtureFacts(scenario: string, changed: Readonly<Record<string, string>> = {}): RunFacts {
  const own = new URL(`${scenario}/`, folder);
  const names = readdirSync(own);
  const outputs = names
    .filter((name) => name.endsWith('.txt'))
    .sort((a, b) => askedAt(a) - askedAt(b))
    .map((name): [string, TestOutput] => {
      const probe = name.slice(0, -'.txt'.length);
      const text = changed[probe] ?? readFileSync(new URL(name, own), 'utf8');
      const value = names.includes(`${probe}.value.json`)
        ? (JSON.parse(readFileSync(new URL(`${probe}.value.json`, own), 'utf8')) as unknown)
        : undefined;
      const missing = text === '' && probe.endsWith('-status');
      return [probe, { text, ...(value === undefined ? {} : { value }), exitStatus: missing ? 1 : 0 }];
    });
  const failures = names.includes('failures.json')
    ? (JSON.parse(readFileSync(new URL('failures.json', own), 'utf8')) as LocatedFailure[])
    : [];
  const accelerator = { kind: 'tcg', why: 'emulation was asked for' };
  return factsOf(Object.fromEntries(outputs), {
    failures,
    host: { accelerator, acceleratorChoice: 'tcg', kvm: 'present', troubles: [] },
  });
}

/** The later answer of two counts. */
function askedAt(name: string): number {
  return builtInProbes.findIndex(({ id }) => `${id}.txt` === name);
}
