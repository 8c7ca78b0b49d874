import type { FindingRule } from '../findingRule.ts';

/** What the machine around the VM could not do. */
export const hostTroubles: FindingRule = ({ host }) =>
  host.troubles.map(({ kind, sentence, next, file }) => ({
    id: `host-${kind}`,
    kind: `host-${kind}`,
    severity: 'error',
    title: sentence.replace(/\.$/, ''),
    explanation: 'The cause lies with the machine that runs the VM, not with the image.',
    evidence: file === null ? [] : [{ file, firstLine: 1, lastLine: 1, what: 'what was said about it' }],
    next,
  }));
