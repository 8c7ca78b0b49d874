import { foldNoise } from './foldNoise.ts';
import type { RunChange } from './runChange.ts';

interface Listed {
  readonly severity: string;
  readonly title: string;
}

/** Findings, or failures of the console: a new one is worse, one that is gone better; one for information is a change. */
export function compareListed(
  subject: 'finding' | 'failure',
  before: readonly Listed[],
  after: readonly Listed[],
): RunChange[] {
  return [
    ...missingIn(before, after).map(({ severity, title }) => ({
      direction: severity === 'info' ? ('changed' as const) : ('worse' as const),
      subject,
      title,
      before: null,
      after: severity,
    })),
    ...missingIn(after, before).map(({ severity, title }) => ({
      direction: severity === 'info' ? ('changed' as const) : ('better' as const),
      subject,
      title,
      before: severity,
      after: null,
    })),
  ];
}

/** Those of `list` that `other` lacks. */
function missingIn(other: readonly Listed[], list: readonly Listed[]): Listed[] {
  const known = new Set(other.map(({ title }) => foldNoise(title)));
  return list.filter(({ title }) => !known.has(foldNoise(title)));
}
