import { evidenceAt } from '../evidenceAt.ts';
import { lanAddresses, networkCards } from '../facts/networkFacts.ts';
import { preNixosState } from '../facts/preNixosState.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

/** `lan` is up and hears the wire, and has no IPv4 address, though whoever was to bring it about has ended. */
export const noLease: FindingRule = (facts) => {
  const lan = networkCards(facts)?.find(({ name }) => name === 'lan');
  const found = lanAddresses(facts);
  if (lan === undefined || found === undefined || found.addresses.length > 0) return [];
  if (!lan.flags.includes('LOWER_UP')) return [];
  // networkd is given the card in the middle of it, and needs a while for a lease.
  if (preNixosState(facts) === 'running' && !gaveUp(facts.captures.get('pre-nixos-journal')?.lines)) return [];
  const journal = facts.captures.get('networkd-journal');
  const told = journal === undefined ? undefined : findLine(journal, /DHCPv4.*(?:timed out|lost|fail)|[Nn]o DHCP/);
  const networkctl = facts.captures.get('networkctl-lan');
  const state = networkctl === undefined ? undefined : findLine(networkctl, /^\s*State:/);
  return [
    {
      id: 'no-lease',
      kind: 'no-lease',
      severity: 'error',
      title: 'lan is connected but has no IPv4 address: no DHCP lease',
      explanation:
        'lan is up and has a carrier, and still no IPv4 address: no DHCP server has answered, or nobody asked. QEMU answers DHCP in its user network, so look at the client first.',
      evidence: [
        evidenceAt(lan.capture, 'lan is up, with carrier', { first: lan.line }),
        ...(networkctl === undefined || state === undefined
          ? []
          : [evidenceAt(networkctl, 'what networkctl says of its state', { first: state })]),
        ...(journal === undefined || told === undefined
          ? []
          : [evidenceAt(journal, 'what systemd-networkd says', { first: told })]),
      ],
      next: 'Look at the journal of systemd-networkd and at the .network file that matches lan (networkctl status lan names it).',
    },
  ];
};

function gaveUp(lines: readonly string[] | undefined): boolean {
  return lines?.some((line) => line.includes('LAN IPv4 address unavailable')) ?? false;
}
