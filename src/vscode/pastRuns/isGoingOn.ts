import type { PastRun } from '../../core/artefacts/pastRuns/pastRun.ts';

/** @param goingOn folders that somebody writes to; a program whose run has its end is about to leave. */
export function isGoingOn({ runFolder, endedAt }: PastRun, goingOn: ReadonlySet<string>): boolean {
  return endedAt === null && goingOn.has(runFolder);
}
