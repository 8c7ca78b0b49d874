import { areOfOneMoment } from '../areOfOneMoment.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { lanAddresses } from '../facts/networkFacts.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

/**
 * `networkctl` and `ip` say different things of `lan`. They are asked within seconds of each other, so a card that was being
 * set up just then is left out.
 */
export const networkDisagreement: FindingRule = (facts) => {
  const networkctl = facts.captures.get('networkctl-lan');
  const found = lanAddresses(facts);
  if (networkctl === undefined || networkctl.timedOut || found === undefined) return [];
  if (!areOfOneMoment(networkctl, found.capture)) return [];
  const line = findLine(networkctl, /^\s*State: \S+ \(/);
  const state = /^\s*State: (\S+) \((\S+)\)/.exec(networkctl.lines[(line ?? 1) - 1] ?? '');
  if (line === undefined || state === null || /configuring|pending|initialized/.test(state[2] ?? '')) return [];
  const words = new Set(networkctl.lines.flatMap((each) => each.split(/[\s/()]+/)));
  const missing = found.addresses.filter((address) => !words.has(address));
  const routable = state[1] === 'routable' && networkctl.lines.some((each) => /^\s*Address: \d+\./.test(each));
  const problem =
    missing.length > 0
      ? `ip shows ${missing.join(', ')}, which networkctl does not know`
      : routable && found.addresses.length === 0
        ? 'networkctl calls lan routable, and ip shows no IPv4 address'
        : undefined;
  if (problem === undefined) return [];
  return [
    {
      id: 'network-disagreement',
      kind: 'network-disagreement',
      severity: 'warning',
      title: `networkctl and ip disagree about lan: ${problem}`,
      explanation:
        'Something other than systemd-networkd has changed the card, or systemd-networkd has not noticed what the kernel did. Its next change will undo one or the other.',
      evidence: [
        evidenceAt(networkctl, 'what networkctl says', { first: line }),
        evidenceAt(found.capture, 'what ip says'),
      ],
      next: 'Run both probes again; if it stays so, look for another network service, or for ip commands in scripts.',
    },
  ];
};
