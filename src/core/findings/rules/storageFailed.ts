import { type ActionFailure, actionFailures } from '../facts/actionFailures.ts';
import { failedWithStorage } from '../facts/failedWithStorage.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import { whatCommandSaid } from '../facts/whatCommandSaid.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLastLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

/** pre-nixos says that laying out the storage failed: the command, what it said, and the service that failed with it. */
export const storageFailed: FindingRule = (facts) => {
  const status = storageStatus(facts);
  if (status?.state !== 'failed') return [];
  const failures = actionFailures(facts, 'storage', 'apply');
  const detail = status.detail === '' ? '' : ` (${status.detail})`;
  const last = lastBeforeStatus(failures);
  const said = last === undefined ? undefined : whatCommandSaid(facts, last);
  const unit = failedWithStorage(facts);
  const command = last === undefined ? '' : `: “${last.command}” ended with ${last.exitStatus}`;
  return [
    {
      id: 'storage-failed',
      kind: 'storage-failed',
      severity: 'error',
      title: `Laying out the storage failed${command}`,
      explanation: [
        `storage-status says STATE=failed${detail}.`,
        ...(last === undefined ? [] : [commandText(last, said?.text)]),
        ...(unit === undefined ? [] : [`${unit.unit} failed with it (${unit.how}).`]),
      ].join(' '),
      evidence: [
        ...failures.map(({ capture, line, command: failed }) =>
          evidenceAt(capture, `“${failed}” failed`, { first: line }),
        ),
        ...(said === undefined ? [] : [said.evidence]),
        evidenceAt(status.capture, 'storage-status says failed', { first: status.stateLine }),
        ...(unit?.evidence ?? []),
      ],
      next: nextStep(facts, said !== undefined),
    },
  ];
};

/** Earlier ones may fail without harm (`mdadm --stop` of nothing), and so may what is tidied up after it was given up. */
function lastBeforeStatus(failures: readonly ActionFailure[]): ActionFailure | undefined {
  const capture = failures[0]?.capture;
  const status = capture && findLastLine(capture, /"event": ?"pre_nixos\.storage\.status"/);
  return failures.findLast(({ line }) => status === undefined || line < status) ?? failures.at(-1);
}

function commandText({ command, exitStatus }: ActionFailure, said: string | undefined): string {
  const words = said === undefined ? '' : ` It said: “${said}”`;
  return `In the log of actions, “${command}” ended with exit status ${exitStatus}.${words}`;
}

function nextStep(facts: RunFacts, isKnown: boolean): string {
  const disks = facts.captures.has('block-devices')
    ? 'hold its arguments against the disks that lsblk shows'
    : 'look at the disks with lsblk and vgs';
  return isKnown
    ? `Mend what the command says: ${disks}.`
    : `Run the command by hand in the guest to see what it says, and ${disks}.`;
}
