import { findFindings } from '../../../src/core/findings/findFindings.ts';
import type { Finding } from '../../../src/core/findings/finding.ts';
import type { RunFacts } from '../../../src/core/findings/runFacts.ts';

/** All findings; a rule that throws fails the test. */
export function findingsOf(facts: RunFacts): readonly Finding[] {
  return findFindings(facts, (error) => {
    throw error;
  });
}

/** The lines of the captures that a finding points at, with what it says of them. */
export function shownLines(facts: RunFacts, finding: Finding | undefined): string[] {
  return (finding?.evidence ?? []).map(({ file, firstLine, lastLine, what }) => {
    const capture = [...facts.captures.values()].find((each) => each.file === file);
    const text = capture?.lines.slice(firstLine - 1, lastLine).join('\n') ?? `(${file})`;
    return `${what}: ${text.trim()}`;
  });
}
