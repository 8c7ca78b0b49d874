import { areOfOneMoment } from '../areOfOneMoment.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { lanAddresses } from '../facts/networkFacts.ts';
import type { FindingRule } from '../findingRule.ts';
import { findLine } from '../findLine.ts';

/** `lan` has an address, and there is no way out. */
export const noRoute: FindingRule = (facts) => {
  const found = lanAddresses(facts);
  const routes = facts.captures.get('routes');
  const [address] = found?.addresses ?? [];
  if (found === undefined || address === undefined || routes === undefined || routes.timedOut) return [];
  if (!areOfOneMoment(routes, found.capture)) return [];
  if (routes.exitStatus !== 0 || findLine(routes, /^default /) !== undefined) return [];
  return [
    {
      id: 'no-route',
      kind: 'no-route',
      severity: 'warning',
      title: `lan has the address ${address} but there is no default route`,
      explanation:
        'The guest can reach its own network and nothing beyond it: no package can be fetched, and no name be asked for.',
      evidence: [evidenceAt(found.capture, `lan has ${address}`), evidenceAt(routes, 'all routes')],
      next: 'Look whether the DHCP server named a gateway, and whether the .network file takes it (UseGateway=, UseRoutes=).',
    },
  ];
};
