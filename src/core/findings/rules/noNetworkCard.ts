import { evidenceAt } from '../evidenceAt.ts';
import { networkCards } from '../facts/networkFacts.ts';
import type { FindingRule } from '../findingRule.ts';

/** The VM has a network card, and the guest shows none: its kernel lacks the driver. */
export const noNetworkCard: FindingRule = (facts) => {
  const cards = networkCards(facts);
  const capture = facts.captures.get('links');
  if (facts.network.kind === 'none' || capture === undefined || cards === undefined || cards.length > 0) return [];
  return [
    {
      id: 'no-network-card',
      kind: 'no-network-card',
      severity: 'error',
      title: 'The guest has no network card',
      explanation:
        'The VM has a virtio network card, but the guest shows no link beside its own: its kernel has no driver for it, or has not loaded it.',
      evidence: [evidenceAt(capture, 'all the links of the guest')],
      next: 'Look for virtio_net in lsmod and in the kernel log of the guest; put the driver into the image.',
    },
  ];
};
