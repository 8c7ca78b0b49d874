import { evidenceAt } from '../evidenceAt.ts';
import { storageEvidence } from '../facts/storageEvidence.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import type { FindingRule } from '../findingRule.ts';
import { disksOf } from '../facts/disksOf.ts';

/** The storage was planned and not laid out, and why, held against what the disks show. */
export const storagePlanOnly: FindingRule = (facts) => {
  const status = storageStatus(facts);
  if (status?.state !== 'plan-only') return [];
  const { detail, capture, stateLine, detailLine } = status;
  const known = reasons[detail];
  const disks = disksOf(facts);
  const used = disks.filter((disk) => disk.use !== 'empty').map(({ name, what }) => `${name} (${what})`);
  const seen =
    disks.length === 0
      ? 'lsblk shows no disk at all.'
      : used.length === 0
        ? `lsblk shows only empty disks: ${disks.map(({ name }) => name).join(', ')}.`
        : `lsblk shows disks in use: ${used.join(', ')}.`;
  const contradiction = detail === 'existing-storage' && used.length === 0 && facts.captures.has('block-devices');
  return [
    {
      id: 'storage-plan-only',
      kind: 'storage-plan-only',
      severity: 'warning',
      title: `The storage was only planned, not laid out: ${known?.short ?? (detail === '' ? 'no reason is told' : detail)}`,
      explanation:
        `storage-status says STATE=plan-only, DETAIL=${detail}. ${known?.long ?? ''} ${seen}` +
        (contradiction ? ' That does not go with existing storage: what was detected is not there now.' : ''),
      evidence: [
        evidenceAt(capture, 'storage-status says plan-only', { first: stateLine, last: detailLine ?? stateLine }),
        ...storageEvidence(facts),
      ],
      next:
        known?.next ?? 'Look at the log of actions of pre-nixos for what it decided, and at lsblk for what is there.',
    },
  ];
};

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
