import { actionFailures } from '../facts/actionFailures.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { FindingRule } from '../findingRule.ts';

/** pre-nixos says that laying out the storage failed. */
export const storageFailed: FindingRule = (facts) => {
  const status = storageStatus(facts);
  if (status?.state !== 'failed') return [];
  const failures = actionFailures(facts, 'storage', 'apply');
  const detail = status.detail === '' ? '' : ` (${status.detail})`;
  const [first] = failures;
  const command = first === undefined ? '' : `: “${first.command}” ended with ${first.exitStatus}`;
  return [
    {
      id: 'storage-failed',
      kind: 'storage-failed',
      severity: 'error',
      title: `Laying out the storage failed${command}`,
      explanation:
        `storage-status says STATE=failed${detail}.` +
        (first === undefined
          ? ''
          : ` In the log of actions, “${first.command}” ended with exit status ${first.exitStatus}.`),
      evidence: [
        evidenceAt(status.capture, 'storage-status says failed', { first: status.stateLine }),
        ...failures.map(({ capture, line, command: failed }) =>
          evidenceAt(capture, `“${failed}” failed`, { first: line }),
        ),
      ],
      next: 'Run the command by hand in the guest to see what it says, and look at the disks with lsblk and vgs.',
    },
  ];
};
