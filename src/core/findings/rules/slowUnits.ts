import type { CapturedAnswer } from '../capturedAnswer.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { deadlockedUnits } from '../facts/deadlockedUnits.ts';
import { journalTail } from '../facts/journalTail.ts';
import { manyRestarts } from '../facts/manyRestarts.ts';
import { oncePer } from '../facts/oncePer.ts';
import { queuedJobs } from '../facts/queuedJobs.ts';
import { type UnitFacts, unitFacts } from '../facts/unitFacts.ts';
import { unitProcesses } from '../facts/unitProcesses.ts';
import { unitProperty } from '../facts/unitProperty.ts';
import { waitGraph } from '../facts/waitGraph.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import type { RunFacts } from '../runFacts.ts';

/** What the slowest service of a boot image takes when all is well; emulation has been seen to need five times as long. */
const usualSeconds = 30;
const usualSecondsEmulated = 120;

/** As many as anybody reads. */
const maxUnits = 100;

/** Units that are still being started after longer than usual, and what they are doing. Deadlocked ones have a finding. */
export const slowUnits: FindingRule = (facts) => {
  const limit = facts.host.accelerator.kind === 'tcg' ? usualSecondsEmulated : usualSeconds;
  const deadlocked = deadlockedUnits(facts);
  const queue = queuedJobs(facts);
  const queued = new Set(queue?.jobs.map((job) => job.unit));
  const slow = new Map<string, Finding>();
  for (const each of unitFacts(facts)) {
    const { unit, properties, capture } = each;
    if (properties.get('ActiveState') !== 'activating' || slow.has(unit) || deadlocked.has(unit)) continue;
    // A device that is in use and that udev has not announced: it stays so.
    if (properties.get('SubState') === 'tentative') continue;
    // It may have come since: then a later answer says so, or a later queue has no job for it.
    if (unitProperty(facts, unit, 'ActiveState') !== 'activating') continue;
    const isQueueLater = queue !== undefined && queue.capture.askedAtMs > capture.askedAtMs;
    if (isQueueLater && !queued.has(unit) && !isWaiting(each)) continue;
    // That it is restarted again and again is told of it then.
    if (isWaiting(each) && Number(properties.get('NRestarts')) >= manyRestarts) continue;
    const since = Number(properties.get('InactiveExitTimestampMonotonic')) / 1_000_000;
    const seconds = Math.round(uptimeOf(capture) - since);
    if (since > 0 && seconds > limit) slow.set(unit, finding(facts, each, { seconds, limit }));
    if (slow.size === maxUnits) break;
  }
  return [...slow.values()];
};

/** In seconds; NaN if an answer does not tell it. */
const uptimeOf = oncePer(({ lines }: CapturedAnswer): number => {
  const [, up] = lines.map((line) => /^(?:Up for |Uptime=)([\d.]+)(?: s\.)?$/.exec(line)).find((match) => match) ?? [];
  return Number(up);
});

/** It has ended, and systemd lets some time pass before it starts it again. */
function isWaiting({ properties }: UnitFacts): boolean {
  return properties.get('SubState')?.startsWith('auto-restart') === true;
}

function finding(
  facts: RunFacts,
  told: UnitFacts,
  { seconds, limit }: { readonly seconds: number; readonly limit: number },
): Finding {
  const { unit, capture, lineOf } = told;
  const processes = unitProcesses(facts).filter((each) => each.unit === unit && each.capture.probe === 'jobs');
  const latest = processes.at(-1);
  const tail = journalTail(facts, unit);
  const waits = waitGraph(facts).edges.filter((edge) => edge.from === unit);
  const now = latest === undefined ? '' : ` and runs “${latest.command}” now`;
  return {
    id: `unit-slow:${unit}`,
    kind: 'unit-slow',
    severity: 'warning',
    title: isWaiting(told)
      ? `${unit} has been waiting for ${seconds} s to be started again`
      : `${unit} has been starting for ${seconds} s${now}`,
    explanation: [
      isWaiting(told)
        ? `${unit} ended ${seconds} s ago, and systemd lets some time pass before it starts it again (RestartSec=).`
        : `${unit} is activating since ${seconds} s; units of this kind are done within ${limit} s here.`,
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
