import { z } from 'zod';
import type { ProfileConsoleFailure, ProfileFindingRule } from '../profile.ts';
import { regularExpression, text } from './fields.ts';

const pattern = regularExpression.describe('A regular expression (JavaScript), matched line by line.');
const advice = {
  explanation: text.exactOptional().describe('What it means. Default: which lines match.'),
  next: text.exactOptional().describe('What to do next.'),
};

export const findingRuleSchema = z
  .strictObject({
    probe: text.describe('The id of the probe whose output is looked at: built-in, or one of your own.'),
    pattern,
    title: text.describe('The finding in one sentence.'),
    severity: z.enum(['error', 'warning', 'info']).describe('How grave it is.'),
    ...advice,
  })
  .describe("A pattern in a probe's output that makes a finding.") satisfies z.ZodType<ProfileFindingRule>;

export const consoleFailureSchema = z
  .strictObject({
    pattern,
    title: text.describe('The failure in one sentence.'),
    severity: z.enum(['fatal', 'error', 'warning']).describe('fatal: the boot cannot go on from there.'),
    ...advice,
  })
  .describe('A pattern on the console that is a failure, and a finding.') satisfies z.ZodType<ProfileConsoleFailure>;
