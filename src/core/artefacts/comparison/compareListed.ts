import { foldNoise } from './foldNoise.ts';
import type { RunChange } from './runChange.ts';

export interface Listed {
  /** What it is about: the same in both runs, whatever the title says of it. */
  readonly key: string;
  readonly severity: string;
  readonly title: string;
}

/** From harmless to grave. */
const severities = ['info', 'warning', 'error'];

/** Findings, those of the console apart: a new or graver one is worse, one that is gone better; one for information is a change. */
export function compareListed(
  subject: 'finding' | 'failure',
  before: readonly Listed[],
  after: readonly Listed[],
): RunChange[] {
  const [then, now] = [byKey(before), byKey(after)];
  return [...new Set([...now.keys(), ...then.keys()])].flatMap((key): RunChange[] => {
    const [earlier, later] = [then.get(key), now.get(key)];
    const title = later?.title ?? earlier?.title ?? key;
    const [rankBefore, rankAfter] = [rank(earlier), rank(later)];
    if (rankBefore === rankAfter) return sayings(subject, earlier, later);
    const direction =
      Math.max(rankBefore, rankAfter) <= rank({ severity: 'info' })
        ? 'changed'
        : rankAfter > rankBefore
          ? 'worse'
          : 'better';
    return [{ direction, subject, title, before: earlier?.severity ?? null, after: later?.severity ?? null }];
  });
}

/** The same thing, told otherwise: another exit status, another command. */
function sayings(subject: 'finding' | 'failure', earlier: Listed | undefined, later: Listed | undefined): RunChange[] {
  if (earlier === undefined || later === undefined || foldNoise(earlier.title) === foldNoise(later.title)) return [];
  return [{ direction: 'changed', subject, title: later.title, before: earlier.title, after: later.title }];
}

function byKey(list: readonly Listed[]): ReadonlyMap<string, Listed> {
  const result = new Map<string, Listed>();
  for (const each of list) {
    const key = foldNoise(each.key);
    if (rank(each) > rank(result.get(key))) result.set(key, each);
  }
  return result;
}

/** 0: not there. */
function rank(listed: Pick<Listed, 'severity'> | undefined): number {
  return listed === undefined ? 0 : severities.indexOf(listed.severity) + 1;
}
