import type { Finding } from './finding.ts';
import { findingRules } from './findingRules.ts';
import { gravestFirst } from './gravestFirst.ts';
import type { RunFacts } from './runFacts.ts';

/** Of one rule. A guest can make up any number; all of them are written at every change. */
const maxOfOneRule = 100;

/**
 * Everything that the rules say of a run, gravest first. A rule that stumbles over what a guest wrote costs its own
 * findings and no other's.
 *
 * @param onError takes what a rule threw
 */
export function findFindings(facts: RunFacts, onError: (error: unknown) => void): readonly Finding[] {
  const findings: Finding[] = [];
  for (const rule of findingRules) {
    try {
      findings.push(...rule(facts).slice(0, maxOfOneRule));
    } catch (error) {
      onError(error);
    }
  }
  return gravestFirst(findings);
}
