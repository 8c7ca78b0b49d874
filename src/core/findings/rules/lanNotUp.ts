import { evidenceAt } from '../evidenceAt.ts';
import { isAfterPreNixos } from '../facts/isAfterPreNixos.ts';
import { networkLinks } from '../facts/networkFacts.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

/** pre-nixos has ended, and nothing has set the card `lan` up. */
export const lanNotUp: FindingRule = (facts) => {
  const lan = networkLinks(facts)?.find(({ name }) => name === 'lan');
  if (lan === undefined || lan.flags.includes('UP') || !isAfterPreNixos(facts, lan.capture)) return [];
  const networkctl = facts.captures.get('networkctl-lan');
  const state = networkctl && findLine(networkctl, /^\s*State:/);
  return [
    {
      id: 'lan-not-up',
      kind: 'lan-not-up',
      severity: 'error',
      title: 'lan is not up',
      explanation:
        'pre-nixos.service has ended, and the card lan is there and switched off: it hears no wire and can get no address. systemd-networkd sets a card up when it runs and a .network file matches.',
      evidence: [
        evidenceAt(lan.capture, 'lan has no flag UP', { first: lan.line }),
        ...(networkctl === undefined || state === undefined
          ? []
          : [evidenceAt(networkctl, 'what networkctl says of its state', { first: state })]),
      ],
      next: 'Look whether systemd-networkd runs (systemctl status systemd-networkd), and which .network file matches lan (networkctl status lan); ip link set lan up shows whether the card can be set up.',
    },
  ];
};
