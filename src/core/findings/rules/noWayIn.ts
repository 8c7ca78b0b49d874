import { silenceAfterBoot } from '../facts/silenceAfterBoot.ts';
import type { FindingRule } from '../findingRule.ts';

/** The guest runs, and nobody can log in. What a failure on the console explains is not told again. */
export const noWayIn: FindingRule = (facts) => {
  const { channelTrouble, failures } = facts;
  if (channelTrouble === undefined || failures.some(({ failure }) => failure.severity === 'fatal')) return [];
  if (silenceAfterBoot(facts) !== undefined) return [];
  return [
    {
      id: 'no-way-in',
      kind: 'no-way-in',
      severity: 'error',
      title: 'Nobody could log in on the console, so the guest cannot be asked',
      explanation: channelTrouble,
      evidence: [],
      next:
        'Read the end of serial.txt: if there is no login prompt, start a getty on ttyS0 and put console=ttyS0 on the ' +
        'kernel command line; if there is one, give the profile a login that it takes.',
    },
  ];
};
