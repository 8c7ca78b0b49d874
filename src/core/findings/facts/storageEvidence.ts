import { evidenceAt } from '../evidenceAt.ts';
import type { Evidence } from '../finding.ts';
import type { RunFacts } from '../runFacts.ts';

const sources = [
  ['block-devices', 'what lsblk shows'],
  ['volume-groups', 'what vgs shows'],
  ['logical-volumes', 'what lvs shows'],
] as const;

/** What the guest's own tools say about its disks; a tool that said nothing is no evidence. */
export function storageEvidence(facts: RunFacts): readonly Evidence[] {
  return sources.flatMap(([probe, what]) => {
    const capture = facts.captures.get(probe);
    return capture === undefined || capture.lines.length === 0 ? [] : [evidenceAt(capture, what)];
  });
}
