import { actionFailures } from '../facts/actionFailures.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { isAfterPreNixos } from '../facts/isAfterPreNixos.ts';
import { networkCards, networkLinks } from '../facts/networkFacts.ts';
import type { FindingRule } from '../findingRule.ts';

/** pre-nixos has ended, and no card is called `lan`. */
export const lanNotRenamed: FindingRule = (facts) => {
  const cards = networkCards(facts) ?? [];
  const [first] = cards;
  if (first === undefined || !isAfterPreNixos(facts, first.capture)) return [];
  if (networkLinks(facts)?.some(({ name }) => name === 'lan') === true) return [];
  const names = cards.map(({ name }) => name).join(', ');
  const failures = actionFailures(facts, 'network');
  return [
    {
      id: 'lan-not-renamed',
      kind: 'lan-not-renamed',
      severity: 'error',
      title: `No network card is called lan; there is ${names}`,
      explanation:
        'pre-nixos.service renames the card with a live link to lan, and has ended without doing so. Nothing that is configured for lan has an effect.',
      evidence: [
        ...cards.map(({ name, capture, line }) => evidenceAt(capture, `the card ${name}`, { first: line })),
        ...failures.map(({ capture, line, command }) => evidenceAt(capture, `“${command}” failed`, { first: line })),
      ],
      next: 'Look in the log of actions of pre-nixos for which card it found, and whether it had a carrier then.',
    },
  ];
};
