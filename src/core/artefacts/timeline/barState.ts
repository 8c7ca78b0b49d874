import type { TimelineBar } from './timeline.ts';

/** What is said of a bar beside its times; nothing where there is nothing to say. */
export function barState({ kind, endMs, label }: TimelineBar): string {
  // The phase of this name, and what the console says itself.
  if (kind === 'failed') return /\bfailed\b(?![.\w-])/i.test(label) ? '' : 'failed';
  if (kind === 'starting') return 'still starting';
  return endMs === null ? 'not ended' : '';
}
