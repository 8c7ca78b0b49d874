import type { Finding } from './finding.ts';

const order: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, info: 2 };

/** Each finding once, as it was first told; the gravest first, and else in the order given. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) if (!byId.has(finding.id)) byId.set(finding.id, finding);
  return [...byId.values()].sort((a, b) => order[a.severity] - order[b.severity]);
}
