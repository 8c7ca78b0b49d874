import { readListJobs, type Job } from '../../probes/readers/readListJobs.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { RunFacts } from '../runFacts.ts';
import { oncePer } from './oncePer.ts';

/** The jobs that were queued when they were last asked for, and the capture that says so. */
export function queuedJobs(
  facts: Pick<RunFacts, 'captures'>,
): { readonly jobs: readonly Job[]; readonly capture: CapturedAnswer } | undefined {
  const capture = facts.captures.get('jobs');
  if (capture === undefined || capture.timedOut) return undefined;
  const jobs = jobsOf(capture);
  return jobs === undefined ? undefined : { jobs, capture };
}

const jobsOf = oncePer((capture: CapturedAnswer) => {
  const result = readListJobs(capture.lines.join('\n'));
  return result.ok ? (result.value as { readonly jobs: readonly Job[] }).jobs : undefined;
});
