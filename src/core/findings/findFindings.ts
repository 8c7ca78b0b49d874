import type { Finding } from './finding.ts';
import { findingRules } from './findingRules.ts';
import type { RunFacts } from './runFacts.ts';

const order: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** Of one rule. A guest can make up any number; all of them are written at every change. */
const maxOfOneRule = 100;

/**
 * Everything that the rules say of a run, gravest first. A rule that stumbles over what a guest wrote costs its own
 * findings and no other's.
 *
 * @param onError takes what a rule threw
 */
export function findFindings(facts: RunFacts, onError: (error: unknown) => void): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const rule of findingRules) {
    try {
      for (const finding of rule(facts).slice(0, maxOfOneRule)) {
        if (!findings.has(finding.id)) findings.set(finding.id, finding);
      }
    } catch (error) {
      onError(error);
    }
  }
  return [...findings.values()].sort((a, b) => order[a.severity] - order[b.severity]);
}
