import { evidenceAt } from '../evidenceAt.ts';
import { deadlockedUnits } from '../facts/deadlockedUnits.ts';
import { preNixosState } from '../facts/preNixosState.ts';
import { unitFacts } from '../facts/unitFacts.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

/** pre-nixos has ended, sshd is there and is neither running nor about to. That it failed or is deadlocked is told elsewhere. */
export const sshdNotRunning: FindingRule = (facts) => {
  if (preNixosState(facts) !== 'ended') return [];
  const sshd = unitFacts(facts).find(
    ({ unit, properties }) => unit === 'sshd.service' && properties.has('ActiveState'),
  );
  if (sshd?.properties.get('LoadState') !== 'loaded') return [];
  if (sshd.properties.get('ActiveState') !== 'inactive' || !/^0?$/.test(sshd.properties.get('Job') ?? '')) return [];
  if (deadlockedUnits(facts).has('sshd.service')) return [];
  // With a socket, sshd runs only while somebody is logged in.
  if (/\bsshd?\.socket\b/.test(sshd.properties.get('TriggeredBy') ?? '')) return [];
  const status = facts.captures.get('sshd-status') ?? sshd.capture;
  return [
    {
      id: 'sshd-not-running',
      kind: 'sshd-not-running',
      severity: 'error',
      title: 'sshd.service is not running, and nothing is going to start it',
      explanation:
        'pre-nixos.service has ended, sshd.service is inactive, and no job for it is queued: nobody can log in by SSH.',
      evidence: [
        evidenceAt(status, 'sshd.service is inactive', { first: findLine(status, /Active:|^ActiveState=/) ?? 1 }),
      ],
      next: 'Look in the journal of pre-nixos.service for its step secure_ssh; systemctl start sshd in the guest shows whether it can run.',
    },
  ];
};
