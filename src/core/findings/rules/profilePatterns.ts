import { shorten } from '../../common/shorten.ts';
import { evidenceAt } from '../evidenceAt.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import { maxLineLength } from '../findLine.ts';

const maxPlaces = 5;

/** The rules of the profile: a pattern in the output of a probe. Patterns are checked when the profile is read. */
export const profilePatterns: FindingRule = ({ captures, profileRules }) =>
  profileRules.flatMap((rule): Finding[] => {
    const capture = captures.get(rule.probe);
    if (capture === undefined) return [];
    const pattern = new RegExp(rule.pattern);
    const matching = capture.lines.flatMap((line, at) =>
      line.length <= maxLineLength && pattern.test(line) ? [{ line, number: at + 1 }] : [],
    );
    const [first] = matching;
    if (first === undefined) return [];
    const count = matching.length === 1 ? 'one line' : `${matching.length} lines`;
    const title = rule.title.replace(/\.$/, '');
    return [
      {
        id: `profile:${rule.probe}:${title}`,
        kind: 'profile',
        severity: rule.severity,
        title,
        explanation:
          rule.explanation ??
          `The profile looks for /${rule.pattern}/ in “${capture.title}”, and ${count} of it match: “${shorten(first.line.trim(), 200)}”`,
        evidence: matching
          .slice(0, maxPlaces)
          .map(({ line, number }) => evidenceAt(capture, shorten(line.trim(), 120), { first: number })),
        next: rule.next ?? 'See the lines that match.',
      },
    ];
  });
