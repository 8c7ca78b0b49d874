import { evidenceAt } from '../evidenceAt.ts';
import { deadlockedUnits } from '../facts/deadlockedUnits.ts';
import { journalTail } from '../facts/journalTail.ts';
import { type UnitFacts, unitFacts } from '../facts/unitFacts.ts';
import { unitProcesses } from '../facts/unitProcesses.ts';
import { waitGraph } from '../facts/waitGraph.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import type { RunFacts } from '../runFacts.ts';

/** What the slowest service of a boot image takes when all is well; emulation has been seen to need five times as long. */
const usualSeconds = 30;
const usualSecondsEmulated = 120;

/** Units that are still being started after longer than usual, and what they are doing. Deadlocked ones have a finding. */
export const slowUnits: FindingRule = (facts) => {
  const capture = facts.captures.get('jobs');
  const upSeconds = Number(capture?.lines.flatMap((line) => /^Up for ([\d.]+) s\.$/.exec(line)?.[1] ?? [])[0]);
  const limit = facts.host.accelerator.kind === 'tcg' ? usualSecondsEmulated : usualSeconds;
  const deadlocked = deadlockedUnits(facts);
  return unitFacts(facts).flatMap((unit): Finding[] => {
    if (unit.capture.probe !== 'jobs' || unit.properties.get('ActiveState') !== 'activating') return [];
    if (deadlocked.has(unit.unit)) return [];
    const since = Number(unit.properties.get('InactiveExitTimestampMonotonic')) / 1_000_000;
    const seconds = Math.round(upSeconds - since);
    return since > 0 && seconds > limit ? [finding(facts, unit, seconds, limit)] : [];
  });
};

function finding(facts: RunFacts, { unit, capture, lineOf }: UnitFacts, seconds: number, limit: number): Finding {
  const processes = unitProcesses(facts).filter((each) => each.unit === unit && each.capture.probe === 'jobs');
  const latest = processes.at(-1);
  const tail = journalTail(facts, unit);
  const waits = waitGraph(facts).edges.filter((edge) => edge.from === unit);
  return {
    id: `unit-slow:${unit}`,
    kind: 'unit-slow',
    severity: 'warning',
    title: `${unit} has been starting for ${seconds} s${latest === undefined ? '' : ` and runs “${latest.command}” now`}`,
    explanation: [
      `${unit} is activating since ${seconds} s; units of this kind are done within ${limit} s here.`,
      ...waits.map((edge) => `It waits for ${edge.to}.`),
      ...(tail === undefined ? [] : [`The last that it said: “${tail.last}”`]),
    ].join(' '),
    evidence: [
      evidenceAt(capture, `${unit} is activating`, { first: lineOf.get('ActiveState') ?? 1 }),
      ...(processes.length === 0
        ? []
        : [
            evidenceAt(capture, 'its processes', {
              first: processes[0]?.line ?? 1,
              last: latest?.line ?? 1,
            }),
          ]),
      ...waits.flatMap((edge) => edge.evidence),
      ...(tail === undefined ? [] : [tail.evidence]),
    ],
    next: `Look whether it goes on: run its probes again, or systemctl status ${unit} in the guest.`,
  };
}
