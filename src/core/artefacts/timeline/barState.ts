import type { TimelineBar } from './timeline.ts';

/** What is said of a bar beside its times; nothing where there is nothing to say. */
export function barState({ kind, endMs }: TimelineBar): string {
  if (kind === 'failed') return 'failed';
  if (kind === 'starting') return 'still starting';
  return endMs === null ? 'not ended' : '';
}
