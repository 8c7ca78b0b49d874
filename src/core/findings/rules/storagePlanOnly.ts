import { evidenceAt } from '../evidenceAt.ts';
import { storageEvidence } from '../facts/storageEvidence.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import type { FindingRule } from '../findingRule.ts';
import { type DiskFacts, type DisksFacts, disksOf } from '../facts/disksOf.ts';

/** The storage was planned and not laid out, and why, held against what the disks show. */
export const storagePlanOnly: FindingRule = (facts) => {
  const status = storageStatus(facts);
  if (status?.state !== 'plan-only') return [];
  const { detail, capture, stateLine, detailLine } = status;
  const known = reasons[detail];
  const found = disksOf(facts);
  const gone = detail === 'existing-storage' && found !== undefined && isNothing(found) ? found.disks : undefined;
  const short = known?.short ?? (detail === '' ? 'no reason is told' : detail);
  return [
    {
      id: 'storage-plan-only',
      kind: 'storage-plan-only',
      severity: 'warning',
      title: `The storage was only planned, not laid out: ${gone === undefined ? short : contradiction(gone)}`,
      explanation: [
        `storage-status says STATE=plan-only, DETAIL=${detail}.`,
        ...(known === undefined ? [] : [known.long]),
        ...(found === undefined ? [] : [seen(found)]),
        ...(gone === undefined ? [] : ['So what it says it found is not there now.']),
      ].join(' '),
      evidence: [
        evidenceAt(capture, 'storage-status says plan-only', { first: stateLine, last: detailLine ?? stateLine }),
        ...storageEvidence(facts),
      ],
      next:
        gone === undefined
          ? (known?.next ??
            'Look at the log of actions of pre-nixos for what it decided, and at lsblk for what is there.')
          : afterContradiction(gone),
    },
  ];
};

/** What pre-nixos found may lie on a disk that is left out. */
function isNothing({ disks, leftOut }: DisksFacts): boolean {
  return leftOut.length === 0 && disks.every(({ use }) => use === 'empty');
}

function seen({ disks, leftOut }: DisksFacts): string {
  const used = disks.filter(({ use }) => use !== 'empty').map(({ name, what }) => `${name} (${what})`);
  const others =
    leftOut.length === 0 ? '' : ` beside ${leftOut.join(', ')} (removable, not to be written, or booted from)`;
  if (used.length > 0) return `lsblk shows disks in use: ${used.join(', ')}${others}.`;
  return disks.length === 0
    ? `lsblk shows no disk${others === '' ? ' at all' : others}.`
    : `lsblk shows only empty disks: ${names(disks)}${others}.`;
}

function contradiction(disks: readonly DiskFacts[]): string {
  const there = disks.length === 0 ? 'there is no disk' : `every disk is empty (${names(disks)})`;
  return `pre-nixos speaks of existing storage (existing-storage), but ${there}`;
}

function afterContradiction(disks: readonly DiskFacts[]): string {
  return disks.length === 0
    ? 'Give the VM a disk (disks in the profile), or look in the kernel log for why it does not show the one that it has.'
    : 'Boot again, in case the disks were wiped meanwhile; if it stays so, the log of actions of pre-nixos shows what it looked at.';
}

function names(disks: readonly DiskFacts[]): string {
  return disks.map(({ name }) => name).join(', ');
}

const reasons: Readonly<Record<string, { readonly short: string; readonly long: string; readonly next: string }>> = {
  'existing-storage': {
    short: 'pre-nixos found storage that is in use (existing-storage)',
    long: 'pre-nixos leaves disks alone that hold something.',
    next: 'If the disks may be wiped, wipe them (wipefs -a) and boot again; otherwise apply the plan by hand.',
  },
  'detection-error': {
    short: 'pre-nixos could not tell what is on the disks (detection-error)',
    long: 'pre-nixos leaves disks alone that it cannot read.',
    next: 'Read the journal of pre-nixos.service for what failed, and try lsblk, vgs and lvs in the guest.',
  },
};
