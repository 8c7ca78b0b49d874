import { evidenceAt } from '../evidenceAt.ts';
import { isAfterPreNixos } from '../facts/isAfterPreNixos.ts';
import { journalTail } from '../facts/journalTail.ts';
import { storageStatus } from '../facts/storageStatus.ts';
import type { FindingRule } from '../findingRule.ts';

/** pre-nixos has ended and left no storage-status. While it runs there is nothing to miss. */
export const storageMissing: FindingRule = (facts) => {
  const capture = facts.captures.get('storage-status');
  if (capture === undefined || capture.timedOut || storageStatus(facts) !== undefined) return [];
  if (!isAfterPreNixos(facts, capture)) return [];
  const tail = journalTail(facts, 'pre-nixos.service');
  const why = capture.exitStatus === 0 ? 'it names no STATE' : 'the file is not there';
  const complaint = capture.stderrFile;
  return [
    {
      id: 'storage-missing',
      kind: 'storage-missing',
      severity: 'error',
      title: `pre-nixos.service has ended without a storage-status: ${why}`,
      explanation:
        'pre-nixos.service writes /run/pre-nixos/storage-status as soon as it knows what becomes of the disks; it ended before.',
      evidence: [
        complaint === null
          ? evidenceAt(capture, 'what was read')
          : { file: complaint, firstLine: 1, lastLine: 1, what: 'what the guest said of the file' },
        ...(tail === undefined ? [] : [tail.evidence]),
      ],
      next: 'Read the journal of pre-nixos.service: its last lines say how far it came.',
    },
  ];
};
