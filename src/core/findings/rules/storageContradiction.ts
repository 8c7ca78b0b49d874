import { type DiskFacts, disksOf } from '../facts/disksOf.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { storageEvidence } from '../facts/storageEvidence.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import { volumesOf } from '../facts/volumesOf.ts';
import type { FindingRule } from '../findingRule.ts';
import { isOlder } from '../isOlder.ts';

/**
 * storage-status says that the storage is laid out, and there is none on any disk. A guest without disks has nothing to lay
 * out.
 */
export const storageContradiction: FindingRule = (facts) => {
  const status = storageStatus(facts);
  const disks = disksOf(facts)?.disks ?? [];
  if (status?.state !== 'applied' || disks.length === 0 || disks.some(({ use }) => use === 'used')) return [];
  const seen = facts.captures.get('block-devices');
  if (seen === undefined || isOlder(seen, status.capture)) return [];
  const isEmpty = disks.every(({ use }) => use === 'empty');
  const lvm = volumesOf(facts, status.capture);
  // Whether partitions and members of LVM hold anything, lvs alone can tell.
  if (!isEmpty && lvm?.volumes !== 0) return [];
  const names = disks.map(({ name }) => name).join(', ');
  return [
    {
      id: 'storage-contradiction',
      kind: 'storage-contradiction',
      severity: 'warning',
      title: isEmpty
        ? `storage-status says applied, but every disk is empty (${names})`
        : `storage-status says applied, but there is neither a file system nor a logical volume (${names})`,
      explanation: isEmpty
        ? 'storage-status says STATE=applied, while lsblk shows neither partition nor file system nor LVM on any disk.'
        : `storage-status says STATE=applied. lsblk shows ${disks.map(shown).join('; ')}, and no file system on it; ` +
          `vgs shows ${lvm?.groups === 0 ? 'no volume group' : 'volume groups'}, and lvs no volume.`,
      evidence: [
        evidenceAt(status.capture, 'storage-status says applied', { first: status.stateLine }),
        ...storageEvidence(facts),
      ],
      next: 'Look at the log of actions of pre-nixos for the commands it ran, and at what they answered.',
    },
  ];
};

function shown({ name, use, what }: DiskFacts): string {
  return use === 'empty' ? `${name} empty` : `${name} with ${what}`;
}
