import { disksOf } from '../facts/disksOf.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { storageEvidence } from '../facts/storageEvidence.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import type { FindingRule } from '../findingRule.ts';

/** storage-status says that the storage is laid out, and every disk is empty still. A guest without disks has nothing to lay out. */
export const storageContradiction: FindingRule = (facts) => {
  const status = storageStatus(facts);
  if (status?.state !== 'applied') return [];
  const disks = disksOf(facts);
  if (disks.length === 0 || disks.some((disk) => disk.use !== 'empty')) return [];
  const names = disks.map(({ name }) => name).join(', ');
  return [
    {
      id: 'storage-contradiction',
      kind: 'storage-contradiction',
      severity: 'warning',
      title: `storage-status says applied, but every disk is empty (${names})`,
      explanation:
        'storage-status says STATE=applied, while lsblk shows neither partition nor file system nor LVM on any disk.',
      evidence: [
        evidenceAt(status.capture, 'storage-status says applied', { first: status.stateLine }),
        ...storageEvidence(facts),
      ],
      next: 'Look at the log of actions of pre-nixos for the commands it ran, and at what they answered.',
    },
  ];
};
