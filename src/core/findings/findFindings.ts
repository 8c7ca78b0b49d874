import type { Finding } from './finding.ts';
import { findingRules } from './findingRules.ts';
import { gravestFirst } from './gravestFirst.ts';
import type { RunFacts } from './runFacts.ts';

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
      findings.push(...rule(facts));
    } catch (error) {
      onError(error);
    }
  }
  return gravestFirst(findings);
}
