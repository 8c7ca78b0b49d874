import { evidenceAt } from '../evidenceAt.ts';
import { journalTail } from '../facts/journalTail.ts';
import { manyRestarts } from '../facts/manyRestarts.ts';
import { unitFacts } from '../facts/unitFacts.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';

/** Each logout starts one again; that the console's flaps is read from the console. */
const gettys = /^(?:(?:serial-|container-)?getty@|autovt@|console-getty\.service$)/;

/** Units that systemd has started again and again. */
export const flappingUnits: FindingRule = (facts) => {
  const seen = new Set<string>();
  return unitFacts(facts).flatMap(({ unit, properties, capture, lineOf }): Finding[] => {
    const restarts = Number(properties.get('NRestarts') ?? '0');
    if (!(restarts >= manyRestarts) || gettys.test(unit) || seen.has(unit)) return [];
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
