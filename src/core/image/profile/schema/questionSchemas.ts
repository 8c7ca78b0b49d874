import { z } from 'zod';
import { type Check, type Probe, probeGroups, readerNames, type WaitWish } from '../../../probes/probe.ts';
import { name, regularExpression, text } from './fields.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const check = z
  .strictObject({
    path: z
      .string()
      .describe(
        'Where in the reading: dotted, such as STATE, 0.addr_info.0.local or length. Empty: the whole reading.',
      ),
    equals: scalar.exactOptional().describe('The value that is expected.'),
    oneOf: z.array(scalar).min(1).exactOptional().describe('The values that are expected.'),
    matches: regularExpression.exactOptional().describe('A regular expression that the value, as text, is to match.'),
    exists: z.boolean().exactOptional().describe('Whether there is to be a value at all.'),
  })
  .describe('One test of what the probe read.') satisfies z.ZodType<Check>;

const expectation = z
  .strictObject({
    title: text.describe("What a right answer is, in a person's words: storage is applied."),
    checks: z.array(check).min(1).describe('All of them have to hold.'),
  })
  .describe('What a right answer looks like.');

export const waitSchema = z
  .strictObject({
    id: name('Letters, digits and dashes; each wait has its own.'),
    title: text
      .exactOptional()
      .describe('What is waited for, to complete "Gave up waiting for …": the web server to listen. Default: the id.'),
    probe: text.describe('The id of the probe that is asked again and again: built-in, or one of your own.'),
    until: expectation,
    timeoutMs: z
      .number()
      .int()
      .min(100)
      .exactOptional()
      .describe('After so many milliseconds the wait has failed. Default: 60000.'),
  })
  .describe('Something that has to come true in time.') satisfies z.ZodType<Partial<WaitWish>>;

export const probeSchema = z
  .strictObject({
    id: name(
      'Letters, digits and dashes; names the files of its captures. The id of a built-in probe replaces that one.',
    ),
    group: text
      .exactOptional()
      .describe(`Where the tree shows it: ${probeGroups.join(', ')}, or one of your own. Default: profile.`),
    title: text.exactOptional().describe('What the tree calls it. Default: the id.'),
    command: text.describe('POSIX sh, run as root in the guest; its output is the human text and the evidence.'),
    timeoutMs: z
      .number()
      .int()
      .min(100)
      .exactOptional()
      .describe('After so many milliseconds the command is ended in the guest. Default: 15000.'),
    reading: z
      .strictObject({
        command: text
          .exactOptional()
          .describe("A command whose output is for machines. Default: the probe's own output is read."),
        reader: z.enum(readerNames).describe('How the output is read.'),
      })
      .exactOptional()
      .describe('The machine-readable source beside the human text.'),
    expectation: expectation.exactOptional(),
  })
  .describe('A named question to the guest.');

export type ProbeEntry = z.infer<typeof probeSchema>;
export type WaitEntry = z.infer<typeof waitSchema>;

// What is read is what the contract says, where it is given at all.
null as unknown as ProbeEntry satisfies Partial<Probe>;
