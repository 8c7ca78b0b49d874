import { evidenceAt } from '../evidenceAt.ts';
import { sshAccess } from '../facts/sshAccess.ts';
import { unitProperty } from '../facts/unitProperty.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';
import { isOlder } from '../isOlder.ts';

/** pre-nixos says that it was given a key for root or wrote one, and none is there. An image without any key misses none. */
export const sshKeyMissing: FindingRule = (facts) => {
  const access = sshAccess(facts);
  if (access === undefined || unitProperty(facts, 'sshd.service', 'ActiveState') !== 'active') return [];
  if (access.keys.some(({ count }) => count > 0)) return [];
  const journal = facts.captures.get('pre-nixos-journal');
  const said = journal === undefined ? undefined : findLine(journal, /"authorized_key(?:s_path)?": ?"[^"]/);
  if (journal === undefined || said === undefined || isOlder(access.capture, journal)) return [];
  return [
    {
      id: 'ssh-key-missing',
      kind: 'ssh-key-missing',
      severity: 'error',
      title: 'sshd runs, but the key that pre-nixos speaks of is not there',
      explanation:
        'pre-nixos.service names an authorized key, and no file of authorized keys holds one: nobody can log in by SSH.',
      evidence: [
        evidenceAt(journal, 'pre-nixos names its key', { first: said }),
        evidenceAt(access.capture, 'the authorized keys that are there', {
          first: access.keys[0]?.line ?? 1,
          last: access.keys.at(-1)?.line ?? 1,
        }),
      ],
      next: 'Look at the folder of the authorized keys and its rights (ls -la /root/.ssh), and at the journal of pre-nixos.service.',
    },
  ];
};
