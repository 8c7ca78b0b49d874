import { evidenceAt } from '../evidenceAt.ts';
import { deadlockedUnits } from '../facts/deadlockedUnits.ts';
import { isAfterPreNixos } from '../facts/isAfterPreNixos.ts';
import { unitProperty } from '../facts/unitProperty.ts';
import { unitTelling } from '../facts/unitTelling.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

const unit = 'sshd.service';

/** pre-nixos has ended, sshd is there and is neither running nor about to. That it failed or is deadlocked is told elsewhere. */
export const sshdNotRunning: FindingRule = (facts) => {
  const sshd = unitTelling(facts, unit, 'ActiveState');
  if (sshd === undefined || !isAfterPreNixos(facts, sshd.capture)) return [];
  const property = (name: string): string => unitProperty(facts, unit, name) ?? '';
  if (property('LoadState') !== 'loaded') return [];
  if (property('ActiveState') !== 'inactive' || !/^0?$/.test(property('Job'))) return [];
  if (deadlockedUnits(facts).has(unit)) return [];
  // With a socket, sshd runs only while somebody is logged in.
  if (/\bsshd?\.socket\b/.test(property('TriggeredBy'))) return [];
  return [
    {
      id: 'sshd-not-running',
      kind: 'sshd-not-running',
      severity: 'error',
      title: 'sshd.service is not running, and nothing is going to start it',
      explanation:
        'pre-nixos.service has ended, sshd.service is inactive, and no job for it is queued: nobody can log in by SSH.',
      evidence: [
        evidenceAt(sshd.capture, 'sshd.service is inactive', {
          first: sshd.lineOf.get('ActiveState') ?? findLine(sshd.capture, /Active:/) ?? 1,
        }),
      ],
      next: 'Look in the journal of pre-nixos.service for its step secure_ssh; systemctl start sshd in the guest shows whether it can run.',
    },
  ];
};
