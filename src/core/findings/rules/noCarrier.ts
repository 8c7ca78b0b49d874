import { evidenceAt } from '../evidenceAt.ts';
import { networkCards } from '../facts/networkFacts.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';

/** A card that is up and hears nothing on the wire. That the cable was unplugged on purpose is said, not hidden. */
export const noCarrier: FindingRule = (facts) =>
  (networkCards(facts) ?? []).flatMap(({ name, flags, capture, line }): Finding[] => {
    // What was seen before the cable was plugged or unplugged says nothing of now.
    if (!flags.includes('NO-CARRIER') || capture.askedAtMs < facts.network.linkSinceMs) return [];
    const unplugged = facts.network.link === 'down';
    return [
      {
        id: `no-carrier:${name}`,
        kind: 'no-carrier',
        severity: unplugged ? 'info' : 'error',
        title: `${name} has no carrier${unplugged ? ': the cable of the VM is unplugged' : ''}`,
        explanation: unplugged
          ? `The VM's network cable is unplugged, and so ${name} has no carrier.`
          : `${name} is up, but there is nothing at the other end of the wire, although the VM's cable is plugged in.`,
        evidence: [evidenceAt(capture, `${name} says NO-CARRIER`, { first: line })],
        next: unplugged ? 'Plug the cable in.' : `Look at the kernel log of the guest for ${name} and its driver.`,
      },
    ];
  });
