import type { AbandonedRun } from './abandonedRun.ts';

/** Tells a person of a run that nobody ended. */
export const abandonedText = ({ id, sentence, runFolder }: AbandonedRun): string =>
  `${id === null ? 'The harness' : `VM ${id}`} has ended: ${sentence} What was seen of it is in ${runFolder}.`;
