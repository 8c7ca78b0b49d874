import type { CaptureRecord } from './captureRecord.ts';
import { harnessOutcome } from './harnessOutcome.ts';
import { latestCaptures } from './latestCaptures.ts';
import type { Outcome, RunMetadata } from './metadata.ts';

/** Ends that nobody wished for. */
const failedEnds: ReadonlySet<string> = new Set(['guestPanic', 'qemuExit', 'hostFailure']);

/**
 * The outcome of a run and the sentence that says it, from what its metadata holds. A VM that failed outweighs an unmet
 * expectation, and that outweighs what could not be told. Of a probe that ran several times the last answer counts.
 */
export function outcomeOf(metadata: RunMetadata): { readonly outcome: Outcome; readonly result: string } {
  if (metadata.harness !== undefined) return harnessOutcome(metadata.harness, metadata.end);
  const failure = failureOf(metadata);
  if (failure !== null) return { outcome: 'failed', result: failure };

  const latest = latestCaptures(metadata.captures);
  const expected = latest.filter((capture) => capture.expectation !== null);
  const waits = metadata.waits ?? [];
  const unmet = [
    ...expected.filter((capture) => capture.expectation?.state === 'unmet').map(unmetText),
    ...waits.flatMap(({ why }) => (why === null ? [] : [why.replace(/\.$/, '')])),
  ];
  const all = expected.length + waits.length;
  if (unmet.length > 0) {
    return { outcome: 'unmet', result: `${countOf(unmet.length, all)} not met: ${listed(unmet)}.` };
  }

  const reasons = expected.flatMap((capture) =>
    capture.expectation?.state === 'unknown' ? [`${capture.expectation.title}: ${capture.expectation.why}`] : [],
  );
  reasons.push(...metadata.missing.map(({ title, why }) => `${title}: ${why}`));
  if (reasons.length > 0)
    return { outcome: 'incomplete', result: `Not everything could be told: ${sentence(reasons.join('; '))}` };
  if (all === 0) return { outcome: 'incomplete', result: 'No expectation was checked.' };
  return {
    outcome: 'passed',
    result: all === 1 ? 'The one expectation was met.' : `All ${all} expectations were met.`,
  };
}

function failureOf({ failure, failures, end }: RunMetadata): string | null {
  const fatal = failures.find((each) => each.severity === 'fatal');
  if (fatal !== undefined) return `The VM failed: ${sentence(fatal.title)}`;
  if (failure !== null) return sentence(failure);
  return end !== null && failedEnds.has(end.cause) ? sentence(end.sentence) : null;
}

function unmetText({ title, expectation }: CaptureRecord): string {
  if (expectation?.state !== 'unmet') return title;
  return `${expectation.title} (${expectation.found})`;
}

/** All of them stand in the evidence table; a sentence is to be read. */
const maxListed = 2;

function listed(unmet: readonly string[]): string {
  const rest = unmet.length - maxListed;
  // One is not worth the words.
  return rest <= 1 ? unmet.join('; ') : `${unmet.slice(0, maxListed).join('; ')}; and ${rest} more`;
}

function countOf(unmet: number, all: number): string {
  if (all === 1) return 'The one expectation was';
  return unmet === 1 ? `1 of ${all} expectations was` : `${unmet} of ${all} expectations were`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
