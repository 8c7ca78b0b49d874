import type { Finding } from './finding.ts';
import type { RunFacts } from './runFacts.ts';

/**
 * Looks at what is known of a run and says what follows. Pure; what is not known (a probe that was not asked, an answer
 * that could not be read) gives no finding.
 */
export type FindingRule = (facts: RunFacts) => readonly Finding[];
