import type { Outcome, RecordedEnd, RecordedHarness } from './metadata.ts';

/** What a harness's exit status says: it has judged by itself. */
export function harnessOutcome(
  { command, exitStatus }: RecordedHarness,
  end: RecordedEnd | null,
): {
  readonly outcome: Outcome;
  readonly result: string;
} {
  const [program = 'The harness'] = command;
  if (exitStatus === null && end !== null) return { outcome: 'failed', result: end.sentence };
  if (exitStatus === null) return { outcome: 'incomplete', result: 'The harness has not come to its end.' };
  if (exitStatus === 0) return { outcome: 'passed', result: 'The harness ended with exit status 0.' };
  if (exitStatus === 126 || exitStatus === 127) {
    return { outcome: 'failed', result: `The harness did not start: ${program} ${notStarted[exitStatus]}.` };
  }
  if (exitStatus > 128) {
    return { outcome: 'failed', result: `The harness was ended by signal ${String(exitStatus - 128)}.` };
  }
  // Test runners say so that a test failed; anything else says that they could not do their work.
  const outcome = exitStatus === 1 ? 'unmet' : 'failed';
  return { outcome, result: `The harness ended with exit status ${String(exitStatus)}.` };
}

const notStarted = { 126: 'cannot be run (exit status 126)', 127: 'or a part of it was not found (exit status 127)' };
