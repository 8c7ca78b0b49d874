import { evidenceAt } from '../evidenceAt.ts';
import { journalTail } from '../facts/journalTail.ts';
import { unitFacts } from '../facts/unitFacts.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';

/** One restart may be an upgrade or an accident; from here on it is a habit. */
const manyRestarts = 3;

/** Units that systemd has started again and again. */
export const flappingUnits: FindingRule = (facts) => {
  const seen = new Set<string>();
  return unitFacts(facts).flatMap(({ unit, properties, capture, lineOf }): Finding[] => {
    const restarts = Number(properties.get('NRestarts') ?? '0');
    if (!(restarts >= manyRestarts) || seen.has(unit)) return [];
    seen.add(unit);
    const tail = journalTail(facts, unit);
    return [
      {
        id: `unit-flapping:${unit}`,
        kind: 'unit-flapping',
        severity: 'warning',
        title: `${unit} was restarted ${restarts} times`,
        explanation:
          `systemd has started ${unit} again ${restarts} times since the boot, so it keeps ending by itself.` +
          (tail === undefined ? '' : ` The last that it said: “${tail.last}”`),
        evidence: [
          evidenceAt(capture, `${unit} has NRestarts=${restarts}`, { first: lineOf.get('NRestarts') ?? 1 }),
          ...(tail === undefined ? [] : [tail.evidence]),
        ],
        next: `Read why it ends: journalctl -u ${unit} -b.`,
      },
    ];
  });
};
