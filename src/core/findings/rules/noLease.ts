import type { CapturedAnswer } from '../capturedAnswer.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { isAfterPreNixos } from '../facts/isAfterPreNixos.ts';
import { lanAddresses, networkLinks } from '../facts/networkFacts.ts';
import { preNixosState } from '../facts/preNixosState.ts';
import type { Evidence } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLastLine, findLine } from '../findLine.ts';
import { isOlder } from '../isOlder.ts';
import type { RunFacts } from '../runFacts.ts';

/** What an emulated guest needs for one. */
const leaseMs = 20_000;

/** `lan` is up and hears the wire, and has no IPv4 address, though whoever was to bring it about has ended. */
export const noLease: FindingRule = (facts) => {
  const lan = networkLinks(facts)?.find(({ name }) => name === 'lan');
  const found = lanAddresses(facts);
  if (lan === undefined || found === undefined || found.addresses.length > 0) return [];
  if (!lan.flags.includes('LOWER_UP')) return [];
  if (![lan.capture, found.capture].every((capture) => isOfNow(facts, capture))) return [];
  const journal = facts.captures.get('networkd-journal');
  const told = journal && findLine(journal, /\blan: (?:DHCPv4.*(?:timed out|lost|fail)|No DHCP)/);
  const asked = journal && findLastLine(journal, /: lan: (?:Configuring with|Gained carrier)/);
  const networkctl = facts.captures.get('networkctl-lan');
  const state = networkctl && findLine(networkctl, /^\s*State:/);
  const file = networkctl && findLine(networkctl, /^\s*Network File:/);
  const [, stateName] = /State: (.*)/.exec(networkctl?.lines[(state ?? 0) - 1] ?? '') ?? [];
  const [, fileName] = /Network File: (\/\S+)/.exec(networkctl?.lines[(file ?? 0) - 1] ?? '') ?? [];
  return [
    {
      id: 'no-lease',
      kind: 'no-lease',
      severity: 'error',
      title: 'lan is connected but has no IPv4 address: no DHCP lease',
      explanation: [
        'lan is up and has a carrier, and still no IPv4 address: no DHCP server has answered, or nobody asked.',
        ...(stateName === undefined ? [] : [`systemd-networkd calls it ${stateName.trim()}.`]),
        ...(facts.network.kind === 'user'
          ? ['QEMU answers DHCP in its user network, so look at the client first.']
          : []),
      ].join(' '),
      evidence: [
        evidenceAt(lan.capture, 'lan is up, with carrier', { first: lan.line }),
        ...shown(networkctl, 'what networkctl says of its state', state),
        ...shown(networkctl, 'what configures it', file),
        ...(told === undefined
          ? shown(journal, 'the last that systemd-networkd did', asked)
          : shown(journal, 'what systemd-networkd says', told)),
      ],
      next: `Read ${fileName ?? 'the .network file that matches lan (networkctl status lan names it)'} with all that is laid over it: systemd-analyze cat-config systemd/network/${fileName?.split('/').at(-1) ?? 'NAME.network'}; then the journal of systemd-networkd.`,
    },
  ];
};

function shown(capture: CapturedAnswer | undefined, what: string, line: number | undefined): Evidence[] {
  return capture === undefined || line === undefined ? [] : [evidenceAt(capture, what, { first: line })];
}

/** Asked when a cable that was plugged had brought its lease, and since whoever was to bring an address about has ended. */
function isOfNow(facts: RunFacts, capture: CapturedAnswer): boolean {
  const { linkSinceMs } = facts.network;
  if (linkSinceMs > 0 && capture.askedAtMs < linkSinceMs + leaseMs) return false;
  switch (preNixosState(facts)) {
    case 'absent':
      return true;
    case 'unknown':
      return false;
    case 'ended':
      return isAfterPreNixos(facts, capture);
    case 'notStarted':
    case 'running':
      // networkd is given the card in the middle of it, and needs a while for a lease.
      return gaveUpBefore(facts.captures.get('pre-nixos-journal'), capture);
  }
}

function gaveUpBefore(journal: CapturedAnswer | undefined, capture: CapturedAnswer): boolean {
  if (journal === undefined || isOlder(capture, journal)) return false;
  return journal.lines.some((line) => line.includes('LAN IPv4 address unavailable'));
}
